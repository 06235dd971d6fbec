// The supervisors' pages: read by somebody who cannot see, pressed by somebody with cold hands.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import { startBrowser, startHub } from './support/parts.mjs'
import { complaints } from './support/pages.mjs'
import { folder } from './support/pictures.mjs'
import { belaEnrolled, handedIn, write } from './support/stages.mjs'

async function signedIn(t, width) {
  const hub = await startHub(t)
  const password = await hub.account('Sam Okoro', 'supervisor')
  const browser = await startBrowser(t)
  const context = await browser.newContext({ viewport: { width, height: 800 }, locale: 'en-GB' })
  const page = await context.newPage()
  await page.goto(hub.address)
  return { page, password }
}

async function signIn(page, password) {
  await page.getByLabel('Name').fill('Sam Okoro')
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('heading', { name: 'Overview' }).waitFor()
}

for (const width of [320, 1100]) {
  test(`supervisors_can_sign_in_and_read_the_summary_at_${width}_px`, async (t) => {
    const { page, password } = await signedIn(t, width)
    assert.deepEqual(await complaints(page, 'sign in'), [])
    await page.getByLabel('Name').fill('Sam Okoro')
    await page.getByLabel('Password').fill('not the password')
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.waitForLoadState()
    assert.deepEqual(await complaints(page, 'refused'), [])
    await signIn(page, password)
    assert.deepEqual(await complaints(page, 'overview'), [])
    await page.getByRole('link', { name: 'Patrol summary' }).click()
    await page.getByRole('heading', { name: 'Patrol summary' }).waitFor()
    assert.deepEqual(await complaints(page, 'summary'), [])
  })
}

for (const width of [320, 1100]) {
  test(`a_supervisor_goes_from_a_licensing_figure_to_the_records_that_make_it_at_${width}_px`, async (t) => {
    const { hub, page: bela, browser } = await belaEnrolled(t)
    const inspection = await write(bela, 'inspection', { notice_given: 'YES', access: 'GIVEN', plan_made_on: '2026-01-02', outcome: 'IMPROVEMENT_PLAN' })
    await write(bela, 'lead', { source: 'DOOR_KNOCK', stage: 'OPEN' })
    await handedIn(bela)
    const password = await hub.account('Sam Okoro', 'supervisor')
    const context = await browser.newContext({ viewport: { width, height: 800 }, locale: 'en-GB' })
    const page = await context.newPage()
    await page.goto(`${hub.address}/reports/licensing`)
    await signIn(page, password)
    await page.getByRole('link', { name: 'Selective licensing' }).click()
    await page.getByRole('heading', { name: 'Selective licensing' }).waitFor()
    assert.deepEqual(await complaints(page, 'licensing'), [])
    const count = (name) => page.getByRole('row', { name: new RegExp(`^${name}`) }).locator('td').textContent()
    assert.deepEqual([await count('Inspections [0-9]'), await count('Improvement plans open now'), await count('Applications')], ['1', '1', '0'])
    await page.getByRole('link', { name: 'Improvement plans open now' }).click()
    await page.getByRole('heading', { name: 'Improvement plans open now: 1 record' }).waitFor()
    assert.deepEqual(await page.locator('#records td.id').allTextContents(), [inspection])
    assert.deepEqual(await complaints(page, 'its records'), [])
    if (folder !== undefined) await page.pdf({ path: `${folder}/licensing-${width}.pdf`, format: 'A4' })
    if (folder !== undefined) await page.screenshot({ path: `${folder}/licensing-${width}.png`, fullPage: true })
    await page.goto(`${hub.address}/reports/licensing?from=2026-02-30`)
    await page.getByRole('alert').waitFor()
    assert.deepEqual(await complaints(page, 'a date that is none'), [])
  })
}

for (const width of [320, 1100]) {
  test(`a_supervisor_takes_a_spreadsheet_for_the_public_and_finds_it_in_the_log_at_${width}_px`, async (t) => {
    const { page, password } = await signedIn(t, width)
    await signIn(page, password)
    await page.getByRole('link', { name: 'Patrol summary' }).click()
    await page.getByRole('heading', { name: 'Patrol summary' }).waitFor()
    const begun = page.waitForEvent('download')
    await page.getByRole('link', { name: 'Download for the public' }).click()
    const taken = await begun
    assert.match(taken.suggestedFilename(), /^patrol-summary-public-.*\.xlsx$/)
    const sha256 = createHash('sha256').update(await readFile(await taken.path())).digest('hex')
    await page.getByRole('link', { name: 'Exports' }).click()
    await page.getByRole('heading', { name: 'Exports' }).waitFor()
    assert.deepEqual(await page.locator('td.id').allTextContents(), [sha256])
    assert.deepEqual(await complaints(page, 'exports'), [])
    if (folder !== undefined) await page.screenshot({ path: `${folder}/exports-${width}.png`, fullPage: true })
  })
}

test('a_planted_small_link_and_a_missing_label_are_caught', async (t) => {
  const { page } = await signedIn(t, 320)
  await page.evaluate(() => {
    document.querySelector('label').remove()
    document.querySelector('button').style.cssText = 'height: 20px; min-height: 0; padding: 0'
  })
  const said = (await complaints(page, 'planted')).join('\n')
  assert.match(said, /axe label/)
  assert.match(said, /target/)
})
