// Days that other officers have: a street that is walked, doors that are knocked on, a pack that is fitted.
import { ask, ashaEnrolled, enrol, enrolled, openApp, phone, placesHeld } from './officer.mjs'
import { startBridge } from './parts.mjs'

const elmTerrace = { street: 'Elm Terrace', postcode: 'TS18 1AA' }

/** Bela, who walks streets for licensing. */
export const belaEnrolled = (t, said = {}) => enrolled(t, { name: 'Bela Nagy', role: 'licensing_officer', ...said })

/** Idris, who fits packs. */
export const idrisEnrolled = (t, said = {}) => enrolled(t, { name: 'Idris Vaughan', role: 'installer', ...said })

/** Writes a record of any kind down; its id. */
export const write = async (page, kind, values) =>
  (await ask(page, 'record_write', { kind, values, record: null, happened: null, reason: null, draft: null })).record

/** A walk with each result on it and a door that is to be minded, and a round with one spoken to: `{ walk, observation, round }`. */
export async function stageStreet(page) {
  await placesHeld(page)
  await write(page, 'caution_marker', { uprn: '900003', caution: 'DOGS', review_on: '2099-01-01' })
  const begun = await ask(page, 'walk_start', { ...elmTerrace, side: 'BOTH', licensing_area: null })
  const [first, second, third] = begun.houses.map(({ uprn }) => uprn)
  const mark = (uprn, result) => ask(page, 'walk_mark', { audit: begun.id, uprn, result, still_there: null })
  await mark(first, 'NO_CONCERN')
  await mark(second, 'NOT_SEEN')
  const { houses } = await mark(third, 'REFER')
  const { observation } = houses.find(({ uprn }) => uprn === third)
  const round = await ask(page, 'round_start', { ...elmTerrace, purpose: null })
  const knock = (at, outcome, call_back) =>
    ask(page, 'round_knock', { round: round.id, uprn: round.doors[at].uprn, outcome, call_back })
  await knock(0, 'SPOKEN', null)
  await knock(1, 'CALL_BACK', 'EVENING')
  return { walk: begun.id, observation, round: round.id }
}

/** A pack set aside for 12 Elm Terrace and booked for who holds this phone: `{ job, item }`. */
export async function stageJob(page) {
  await placesHeld(page)
  const { me } = await ask(page, 'app_status', {})
  const home = { uprn: '900012', assignee: me.officer }
  const signup = await write(page, 'hardening_signup', { ...home, channel: 'DOORSTEP', tenure: 'OWNER', status: 'BOOKED' })
  const booked_at = new Date(Date.now() + 3_600_000).toISOString()
  const job = await write(page, 'hardening_allocation', { ...home, signup, pack_no: 'P-017', status: 'BOOKED', booked_at })
  return { job, item: 'WLOCK' }
}

/** Waits until the core's answer is as wanted. */
export async function until(page, name, input, wanted) {
  for (let tries = 0; tries < 300; tries += 1) {
    const answer = await ask(page, name, input).catch(() => undefined)
    if (answer !== undefined && wanted(answer)) return answer
    await page.waitForTimeout(100)
  }
  throw new Error(`${name} was not as wanted`)
}

/** Everything that was written on this phone is with the hub. */
export async function handedIn(page) {
  await ask(page, 'sync_now', {})
  await until(page, 'sync_state', {}, ({ chip }) => chip.waiting + chip.photos === 0)
}

/**
 * Asha and Bela, each with a phone, corrected one detail without knowing of each other: Bela's stands, and Asha's phone
 * says that somebody must look: `{ hub, browser, page, record }`, Asha's page.
 */
export async function stageConflict(t, said = {}) {
  const { hub, browser, page } = await ashaEnrolled(t, said)
  const bridge = await startBridge(t)
  const bela = await openApp(await browser.newContext({ viewport: phone, locale: 'en-GB', timezoneId: 'Europe/London' }), bridge.url)
  await enrol(bela, await hub.enrol('Bela Nagy'))
  const record = await write(page, 'observation', { asb_type: 'DRINK', people_count: 3 })
  await handedIn(page)
  await ask(bela, 'sync_now', {})
  const { seen } = await until(bela, 'record_read', { record }, () => true)
  for (const [whose, people_count] of [[page, 4], [bela, 5]]) {
    await ask(whose, 'record_correct', { record, values: { people_count }, reason: 'Counted again', seen })
    await handedIn(whose)
  }
  await ask(page, 'sync_now', {})
  await until(page, 'sync_state', {}, ({ needs_you }) => needs_you.length === 1)
  return { hub, browser, page, record }
}

/** One stroke on the pad, as somebody signs. */
export async function sign(page) {
  const { x, y, width } = await page.locator('canvas').boundingBox()
  await page.mouse.move(x + 20, y + 40)
  await page.mouse.down()
  await page.mouse.move(x + width / 2, y + 90, { steps: 5 })
  await page.mouse.up()
  await page.locator('#clear').waitFor()
}
