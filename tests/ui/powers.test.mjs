// What an officer did, through the screens: what is offered where they stand, and a penalty with what was asked before it.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { complaints, inWelsh, looksOfAll, narrow } from './support/look.mjs'
import { ask, ashaEnrolled, goTo, powersHeld, startPatrol, taps, wear } from './support/officer.mjs'
import { jpegOf } from './support/photos.mjs'
import { write } from './support/stages.mjs'

const outside = '55.5,-1.5'

async function ashaWithPowers(t, said) {
  const parts = await ashaEnrolled(t, said)
  await powersHeld(parts.page)
  return parts
}

/** Everything of a kind that is written down, newest first. */
async function written(page, kind) {
  const rows = await ask(page, 'record_list', { kind, before: null, limit: 10 })
  return Promise.all(rows.map(({ id }) => ask(page, 'record_read', { record: id })))
}

const codes = (page, selector, name) => page.$$eval(selector, (nodes, key) => nodes.map((node) => node.dataset[key]), name)

async function photographSign(page) {
  const chooser = page.waitForEvent('filechooser')
  await page.locator('#add-photo-SIGN').click()
  await (await chooser).setFiles({ name: 'camera.jpg', mimeType: 'image/jpeg', buffer: await jpegOf(page) })
  await page.locator('.thumbs img').first().waitFor()
}

const answer = (page, field, value) => page.locator(`[id="${field}-${value}"]`).click()

test('asha_is_shown_what_she_may_do_here_and_why_not_the_rest', async (t) => {
  const { page } = await ashaWithPowers(t)
  await goTo(page, '/power', '[data-code=PSPO-FPN]')
  assert.match(await page.locator('[data-code=PSPO-FPN]').textContent(), /Fixed penalty, PSPO, £100\.00/)
  const offered = await codes(page, '[data-code]', 'code')
  const not = (why) => codes(page, `[data-why=${why}] [data-not]`, 'not')
  for (const code of ['ADV', 'VW', 'PSPO-ALC', 'REF-DRUG', 'NFA']) assert.ok(offered.includes(code), code)
  await page.getByRole('heading', { name: 'You have no authorisation for this' }).waitFor()
  for (const code of ['CPW', 'CPN', 'WL1']) assert.ok((await not('authorisation')).includes(code), `${code}, which lapsed or never was`)
  assert.deepEqual(await not('amount'), ['FPN-LIT'])
  assert.ok((await not('police')).includes('DISP') && (await not('role')).includes('CLOS-N'))
  await page.getByText('Where you are, within').waitFor()
})

test('asha_writes_down_on_patrol_what_she_did_with_three_taps', async (t) => {
  const { page } = await ashaWithPowers(t)
  await startPatrol(page)
  const before = await taps(page)
  await page.locator('#act').click()
  await page.locator('[data-code=ADV]').click()
  await page.locator('#save').click()
  await page.getByText(/Words of advice saved on this phone\. Reference/).waitFor()
  await page.locator('#finish').waitFor()
  assert.equal((await taps(page)) - before, 3)
  const [{ values }] = await written(page, 'action')
  assert.ok(values.patrol && values.hotspot === 'stockton', 'the place is known from the patrol')
  assert.deepEqual([values.lat, values.lon, values.place_source], [54.5645, -1.3125, 'GNSS'])
})

test('a_penalty_is_saved_only_with_its_four_answers_and_a_no_is_warned_of_and_kept', async (t) => {
  const { page } = await ashaWithPowers(t)
  await startPatrol(page)
  const before = await taps(page)
  await page.locator('#act').click()
  await page.locator('[data-code=PSPO-FPN]').click()
  await page.getByText('Synthetic table of penalties').waitFor()
  await answer(page, 'condition', 'centre/drink')
  await answer(page, 'sign_photographed', 'YES')
  await page.locator('#no-sign').waitFor()
  await photographSign(page)
  await page.locator('#no-sign').waitFor({ state: 'detached' })
  await answer(page, 'age_asked', 'NO')
  await page.locator('[data-no=age_asked]').getByText('Your answer is kept').waitFor()
  await answer(page, 'vulnerability_asked', 'YES')
  await page.locator('#save').click()
  await page.locator('[role=alert][data-code=invalid]').getByText('needed before').waitFor()
  assert.deepEqual([await written(page, 'action'), await written(page, 'defensibility_check')], [[], []])
  await answer(page, 'warning_given', 'YES')
  await page.locator('#save').click()
  await page.getByText(/Fixed penalty, PSPO saved on this phone/).waitFor()
  assert.equal((await taps(page)) - before, 10, 'act, power, rule, photo, four answers, Save once too early, Save')

  const [act] = await written(page, 'action')
  assert.deepEqual([act.values.order, act.values.condition, act.values.amount_pence, act.values.warning_given], ['centre', 'drink', 10000, 'YES'])
  const [check] = await written(page, 'defensibility_check')
  assert.equal(check.values.action, act.row.id)
  assert.deepEqual([check.values.sign_photographed, check.values.age_asked], ['YES', 'NO'])
  const { photos } = await ask(page, 'photo_list', { record: act.row.id })
  assert.deepEqual(photos.map(({ slot }) => slot), ['SIGN'])
  assert.equal(await ask(page, 'draft_get', { form: 'power', id: 'back=%2Fpatrol' }), null)
})

test('outside_of_every_order_an_address_inside_makes_the_penalty_offered', async (t) => {
  const { page } = await ashaWithPowers(t, { location: outside })
  await goTo(page, '/power', '[data-why=no_order] [data-not=PSPO-FPN]')
  await page.locator('#elsewhere summary').click()
  await page.locator('#field-place').fill('12 Elm')
  await page.locator('[data-uprn="900012"]').click()
  await page.locator('[data-code=PSPO-ENG]').click()
  await page.getByText('12 Elm Terrace, TS18 1AA').waitFor()
  await page.locator('#save').click()
  await page.getByText(/saved on this phone\. Reference/).waitFor()
  const [{ values }] = await written(page, 'action')
  assert.deepEqual([values.uprn, values.place_source, values.address], ['900012', 'ADDRESS', '12 Elm Terrace TS18 1AA'])
})

test('with_no_position_it_is_said_that_a_place_is_needed', async (t) => {
  const { page } = await ashaWithPowers(t, { location: null })
  await goTo(page, '/power', '[data-why=place_unknown] [data-not=PSPO-FPN]')
  await page.getByText('Not known. Choose another place.').waitFor()
  assert.ok((await codes(page, '[data-code]', 'code')).includes('VW'))
})

test('what_was_done_about_something_seen_names_it_its_place_and_the_person_and_survives_a_reload', async (t) => {
  const { page } = await ashaWithPowers(t, { location: outside })
  const seen = await write(page, 'observation', { asb_type: 'DRINK', uprn: '900003' })
  await goTo(page, `/records/${seen}`, '#act')
  await page.locator('#act').click()
  await page.locator('[data-code=PSPO-ALC]').click()
  await page.locator('#field-condition').waitFor()
  assert.match(await page.locator('#field-condition label').first().textContent(), /drink alcohol/, 'the rule about what was seen comes first')
  await answer(page, 'condition', 'centre/drink')
  await answer(page, 'sign_photographed', 'NO')
  await page.locator('#person').click()
  await answer(page, 'role', 'SUSPECT')
  await page.locator('#next').click()
  await page.locator('#field-name').fill('Synthetic Person')
  await page.locator('#next').click()
  await page.locator('#save').click()
  await page.getByText('Person: Synthetic Person').waitFor()
  await page.waitForFunction(() => !location.hash.includes('subject='))
  await ask(page, 'app_status', {})
  await page.reload()
  await page.locator('[data-draft=found]').waitFor()
  await page.getByText('Person: Synthetic Person').waitFor()
  assert.ok(await page.locator('#condition-centre\\/drink').isChecked() && await page.locator('#sign_photographed-NO').isChecked())
  for (const field of ['age_asked', 'vulnerability_asked', 'warning_given']) await answer(page, field, 'YES')
  await page.locator('#save').click()
  await page.getByText(/saved on this phone\. Reference/).waitFor()
  const [{ values }] = await written(page, 'action')
  const [{ row: person }] = await written(page, 'subject')
  assert.deepEqual([values.observation, values.subject, values.uprn, values.condition], [seen, person.id, '900003', 'drink'])
  await goTo(page, `/records/${seen}`, '.rows a[href*="/records/"]')
})

test('no_action_needs_its_reason', async (t) => {
  const { page } = await ashaWithPowers(t)
  await goTo(page, '/power', '[data-code=NFA]')
  await page.locator('[data-code=NFA]').click()
  await page.locator('#save').click()
  await page.locator('[role=alert]').getByText('Say why nothing was done').waitFor()
  await page.locator('#field-rationale').fill('They had left before we came')
  await page.locator('#save').click()
  await page.getByText(/No action saved on this phone/).waitFor()
})

test('from_an_address_the_place_is_the_address', async (t) => {
  const { page } = await ashaWithPowers(t, { location: outside })
  await goTo(page, '/find/900012', '#act')
  await page.locator('#act').click()
  await page.locator('[data-code=PSPO-FPN]').waitFor()
  await page.getByText('12 Elm Terrace, TS18 1AA').waitFor()
})

test('a_penalty_and_its_questions_can_be_read_and_pressed_in_every_look', async (t) => {
  const { page } = await ashaWithPowers(t, { viewport: narrow })
  await goTo(page, '/power', '[data-code=PSPO-FPN]')
  await page.locator('[data-code=PSPO-FPN]').click()
  const said = []
  for (const field of ['sign_photographed', 'age_asked', 'vulnerability_asked', 'warning_given']) await answer(page, field, 'NO')
  await page.locator('#save').click()
  await page.locator('[role=alert]').waitFor()
  for (const more of await page.locator('details').all()) await more.evaluate((node) => (node.open = true))
  for (const change of [...looksOfAll, inWelsh]) {
    await wear(page, change)
    said.push(...(await complaints(page, `a penalty ${Object.values(change).join(' ')}`)))
  }
  assert.deepEqual(said, [])
})
