// The supervisors' working pages: the overview, records and what happened to them, what waits for somebody, phones; with a
// keyboard alone, on a narrow screen and a wide one, by day and by night.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { complaints, presses, shot, signedIn, tabTo } from './support/pages.mjs'
import { handedIn, stageConflict, write } from './support/stages.mjs'

for (const width of [320, 1100]) {
  test(`sam_goes_from_what_there_is_to_do_to_the_record_and_all_that_happened_to_it_at_${width}_px`, async (t) => {
    const { hub, browser, page: phone } = await stageConflict(t)
    await handedIn(phone)
    const page = await signedIn(hub, browser, 'supervisor', width)
    await page.getByText('and 1 value that did not stand waits to be seen.').waitFor()
    assert.deepEqual(await complaints(page, 'overview'), [])
    await shot(page, `overview-${width}`)

    await presses(page, page.locator('main').getByRole('link', { name: 'Waiting for somebody' }))
    await page.getByRole('heading', { name: 'Waiting for somebody' }).waitFor()
    assert.deepEqual(await complaints(page, 'waiting'), [])
    await shot(page, `waiting-${width}`)

    await presses(page, page.locator('#lost-caption').locator('..').getByRole('link'))
    await page.getByRole('heading', { name: 'What happened to it' }).waitFor()
    await page.getByRole('heading', { name: 'Two people changed the same, and one of these did not stand' }).waitFor()
    assert.deepEqual(await complaints(page, 'record'), [])
    await shot(page, `record-${width}`)
    await page.emulateMedia({ colorScheme: 'dark' })
    assert.deepEqual(await complaints(page, 'record by night'), [])
    await shot(page, `record-night-${width}`)
    await page.emulateMedia({ colorScheme: 'light' })

    await presses(page, page.getByRole('link', { name: 'Phones and hand-in' }))
    await page.getByRole('heading', { name: 'Phones and hand-in', level: 1 }).waitFor()
    assert.deepEqual(await complaints(page, 'phones'), [])
    await shot(page, `phones-${width}`)
    await page.emulateMedia({ colorScheme: 'dark' })
    for (const where of ['overview', 'phones', 'waiting', 'records', 'users', 'returns', 'outcomes', 'exports']) {
      await page.goto(`${hub.address}/${where}`)
      assert.deepEqual(await complaints(page, `${where} by night`), [])
      if (where === 'overview') await shot(page, `overview-night-${width}`)
    }
  })

  test(`sam_finds_a_record_with_the_keyboard_alone_at_${width}_px`, async (t) => {
    const { hub, browser, page: phone } = await stageConflict(t)
    await write(phone, 'observation', { asb_type: 'DRINK', people_count: 2 })
    await handedIn(phone)
    const page = await signedIn(hub, browser, 'supervisor', width)
    await presses(page, page.getByRole('link', { name: 'Records', exact: true }))
    await page.getByRole('heading', { name: 'Records' }).waitFor()
    assert.deepEqual(await complaints(page, 'records'), [])
    await shot(page, `records-${width}`)
    const listed = () => page.locator('main a.row[href^="/records/"]').count()
    assert.equal(await listed(), 2)

    const words = page.getByLabel('Words in it')
    await tabTo(page, words)
    await page.keyboard.type('no such words')
    await presses(page, page.getByRole('button', { name: 'Show' }))
    assert.equal(await listed(), 0)
    assert.equal(await words.inputValue(), 'no such words')
    await page.goto(`${hub.address}/records?from=2026-02-30`)
    await page.getByRole('alert').waitFor()
    assert.deepEqual(await complaints(page, 'a date that is none'), [])
  })
}

test('an_analyst_is_not_led_to_what_names_officers_and_is_refused_there', async (t) => {
  const { hub, browser } = await stageConflict(t)
  const page = await signedIn(hub, browser, 'analyst')
  assert.equal(await page.getByRole('link', { name: 'Phones and hand-in' }).count(), 0)
  assert.equal(await page.getByRole('link', { name: 'Waiting for somebody' }).count(), 0)
  for (const where of ['phones', 'waiting']) {
    assert.equal((await page.request.get(`${hub.address}/${where}`)).status(), 403, where)
  }
  assert.deepEqual(await complaints(page, 'overview'), [])
})
