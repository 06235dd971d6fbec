// The page is killed between the steps, with no warning, and opened again: nothing typed or counted is gone.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { crash } from './support/killed.mjs'
import { ashaEnrolled, count, counts, goTo, openApp, startPatrol, unlock } from './support/officer.mjs'

/** The app is killed with no warning and opened as a fresh start does. */
async function killAndReopen(context, page, url) {
  await crash(context, page)
  return openApp(context, url)
}

const seconds = async (page) => {
  const parts = (await page.getByRole('timer').textContent()).split(':').map(Number)
  return parts.reduce((sum, part) => sum * 60 + part, 0)
}

test('asha_is_killed_at_every_step_and_finds_her_patrol_as_she_left_it', async (t) => {
  const { bridge, context, page: first } = await ashaEnrolled(t)
  await startPatrol(first)
  const begun = Date.now()
  let page = await killAndReopen(context, first, bridge.url)
  await page.locator('#finish').waitFor()

  for (const kind of ['RESIDENT', 'BUSINESS', 'RESIDENT', 'BUSINESS', 'RESIDENT']) await count(page, kind)
  page = await killAndReopen(context, page, bridge.url)
  await page.locator('[data-kind=RESIDENT] .number', { hasText: /^3$/ }).waitFor()

  await page.locator('#undo').click()
  await page.locator('[data-kind=RESIDENT] .number', { hasText: /^2$/ }).waitFor()
  page = await killAndReopen(context, page, bridge.url)
  await page.locator('[data-kind=RESIDENT] .number', { hasText: /^2$/ }).waitFor()
  assert.deepEqual(await counts(page), { RESIDENT: 2, BUSINESS: 2, YOUNG: 0, VISITOR: 0, PARTNER: 0, STREET_POP: 0 })
  const shown = await seconds(page)
  const real = (Date.now() - begun) / 1000
  assert.ok(Math.abs(shown - real) <= 2, `the clock shows ${shown} s after ${real} s`)

  await page.getByRole('link', { name: 'Note', exact: true }).click()
  await page.getByLabel('What happened').fill('Gate to the yard open')
  await page.locator('[data-draft=kept]').waitFor()
  page = await killAndReopen(context, page, bridge.url)
  await page.locator('[data-draft=found]').waitFor()
  assert.equal(await page.getByLabel('What happened').inputValue(), 'Gate to the yard open')
  await page.locator('#save').click()
  await page.locator('#finish').click()

  await page.getByLabel('Reassurance').check()
  await page.getByLabel('Note (optional)').fill('Quiet')
  await page.locator('[data-draft=kept]').waitFor()
  page = await killAndReopen(context, page, bridge.url)
  await page.locator('[data-draft=found]').waitFor()
  assert.ok(await page.getByLabel('Reassurance').isChecked())
  assert.equal(await page.getByLabel('Note (optional)').inputValue(), 'Quiet')
  await page.locator('#save').click()
  await page.getByText('Patrol saved on this phone').waitFor()

  page = await killAndReopen(context, page, bridge.url)
  await page.locator('#start').waitFor()
  assert.equal(await page.getByText('Draft kept').count(), 0, 'no draft is left over')
})

test('what_was_typed_less_than_a_moment_before_leaving_is_kept_too', async (t) => {
  const { page } = await ashaEnrolled(t)
  await goTo(page, '/note', '#field-text')
  await page.getByLabel('What happened').fill('Two bikes')
  await page.getByRole('link', { name: 'Find', exact: true }).click()
  await goTo(page, '/', '#start')
  await page.getByText('Draft kept').waitFor()
  await page.getByRole('link', { name: /^Note, / }).click()
  await page.locator('[data-draft=found]').waitFor()
  assert.equal(await page.getByLabel('What happened').inputValue(), 'Two bikes')
})

test('a_note_begun_on_a_patrol_can_be_finished_after_it_or_thrown_away', async (t) => {
  const { page } = await ashaEnrolled(t)
  await startPatrol(page)
  for (const text of ['Green van', 'Two bikes']) {
    await page.getByRole('link', { name: /^Note/ }).click()
    await page.getByLabel('What happened').fill(text)
    await page.locator('[data-draft=kept]').waitFor()
    await goTo(page, '/patrol/finish', '#save')
    await page.locator('#save').click()
    await page.locator('#start').waitFor()
    await page.getByRole('link', { name: /^Note, / }).click()
    await page.locator('[data-draft=found]').waitFor()
    assert.equal(await page.getByLabel('What happened').inputValue(), text)
    if (text === 'Green van') await page.locator('#save').click()
    else await page.locator('#discard').click()
    await goTo(page, '/', '#start')
    await page.getByText('Draft kept').waitFor({ state: 'detached' })
    await startPatrol(page)
  }
  await goTo(page, '/records?kind=note', '.rows li')
  assert.equal(await page.locator('.rows li').count(), 1)
})

test('a_closed_page_keeps_what_was_typed_in_its_last_moment', async (t) => {
  const { bridge, context, page } = await ashaEnrolled(t)
  await goTo(page, '/note', '#field-text')
  await page.getByLabel('What happened').fill('Blue van')
  await page.close({ runBeforeUnload: true })
  const again = await openApp(context, bridge.url)
  await goTo(again, '/note', '#field-text')
  assert.equal(await again.getByLabel('What happened').inputValue(), 'Blue van')
})

test('the_core_is_killed_and_the_patrol_runs_on', async (t) => {
  const { bridge, context, page } = await ashaEnrolled(t)
  await startPatrol(page)
  await count(page, 'RESIDENT')
  await page.close()
  await bridge.stop('SIGKILL')
  const revived = await bridge.again()
  const again = await openApp(context, revived.url)
  // The key was in nobody's memory but the core's.
  await unlock(again)
  await again.locator('[data-kind=RESIDENT] .number', { hasText: /^1$/ }).waitFor()
})
