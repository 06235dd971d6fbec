// Finding places: what is typed, what is near, streets walked, and what is said when there is nothing.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ashaEnrolled, goTo, placesHeld, wear } from './support/officer.mjs'
import { complaints } from './support/look.mjs'

const narrow = { width: 320, height: 640 }
const names = (page) => page.locator('[data-place]').evaluateAll((rows) => rows.map((row) => row.querySelector('.whole').textContent))

/** What is on screen now, at its largest in three themes and in Welsh. */
async function complaintsHere(page, place) {
  const said = []
  for (const theme of ['day', 'sun', 'night']) {
    for (const [text_size, language] of [['largest', 'en'], ['normal', 'en'], ['largest', 'cy']]) {
      await wear(page, { theme, text_size, language })
      said.push(...(await complaints(page, `${place} ${theme} ${text_size} ${language}`)))
    }
  }
  await wear(page, { theme: 'day', text_size: 'normal', language: 'en' })
  return said
}

test('near_me_is_there_at_once_and_a_street_is_walked_up_and_down', async (t) => {
  const { page } = await ashaEnrolled(t, { viewport: narrow })
  await placesHeld(page)
  await goTo(page, '/find', '[data-place=address]')
  assert.equal((await names(page))[0], '1 Elm Terrace')
  assert.deepEqual(await complaintsHere(page, 'near me'), [])
  await page.getByRole('button', { name: 'By street' }).click()
  await page.locator('[data-place=street]').first().waitFor()
  assert.deepEqual(await complaintsHere(page, 'streets'), [])
  await page.getByRole('link', { name: 'Elm Terrace' }).click()
  await page.locator('[data-place=address]').nth(15).waitFor()
  const walked = (await names(page)).map((name) => name.replace(/,? Elm Terrace$/, ''))
  assert.deepEqual(walked.filter((name) => name !== 'The Lodge'), ['1', '3', '5', '7', '9', '11', '13', '14', '12', 'Flat 1, 12', '10', '8', '6', '4', '2'])
  await page.getByRole('button', { name: 'Even' }).click()
  await page.locator('[data-place=address]').nth(8).waitFor({ state: 'detached' })
  assert.equal((await names(page))[0], '14 Elm Terrace')
  await page.getByRole('link', { name: '14 Elm Terrace' }).click()
  await page.locator('.govuk-summary-list__row').first().waitFor()
  assert.match(await page.locator('dl').textContent(), /TS18 1AA.*900014.*stockton/s)
})

test('what_was_typed_is_still_there_after_going_back', async (t) => {
  const { page } = await ashaEnrolled(t)
  await placesHeld(page)
  await goTo(page, '/find', '#field-place')
  await page.locator('#field-place').fill('felin')
  await page.waitForURL(/q=felin/)
  await page.locator('[data-place=address] a').first().click()
  await page.locator('.govuk-summary-list__row').first().waitFor()
  await page.goBack()
  await page.locator('[data-place=street]').first().waitFor()
  assert.equal(await page.locator('#field-place').inputValue(), 'felin')
})

test('with_no_fix_and_with_nothing_found_the_screen_says_what_to_do', async (t) => {
  const { page } = await ashaEnrolled(t, { viewport: narrow, location: null })
  await placesHeld(page)
  await goTo(page, '/find', '#no-fix')
  assert.deepEqual(await complaintsHere(page, 'no fix'), [])
  await page.locator('#field-place').fill('nowhere at all')
  await page.getByText('Nothing found').waitFor()
  assert.deepEqual(await complaintsHere(page, 'nothing found'), [])
  await goTo(page, '/find/1', '[role=alert][data-code=not_found]')
})

test('with_no_addresses_yet_one_press_gets_them', async (t) => {
  const { page, hub } = await ashaEnrolled(t, { viewport: narrow, streets: false })
  await goTo(page, '/find', '#get-places')
  assert.deepEqual(await complaintsHere(page, 'no addresses'), [])
  await hub.importPlaces()
  await page.locator('#get-places').click()
  await page.locator('[data-place=address]').first().waitFor()
  assert.equal((await names(page))[0], '1 Elm Terrace')
})
