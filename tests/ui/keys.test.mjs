// At a desk: what the keys of a keyboard do, the page that says so, and that all of them can be turned off.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ashaEnrolled, ask, counts, goTo, startPatrol } from './support/officer.mjs'
import { belaEnrolled, stageStreet } from './support/stages.mjs'

const desk = { viewport: { width: 1280, height: 800 } }

/** Waits until a route is on screen. */
const arrives = (page, route) => page.waitForFunction((to) => location.hash === `#${to}`, route)

test('asha_goes_everywhere_and_counts_by_keys_and_turns_them_off', async (t) => {
  const { page } = await ashaEnrolled(t, desk)
  for (const [key, route] of [['?', '/more/keys'], ['Alt+1', '/'], ['Alt+3', '/find'], ['Alt+4', '/more'], ['n', '/add'], ['/', '/find']]) {
    await page.keyboard.press(key)
    await arrives(page, route)
  }
  // While something is typed a letter is a letter.
  await page.locator('input[type=search], input[type=text]').first().click()
  await page.keyboard.type('n?/')
  await arrives(page, '/find')

  await startPatrol(page)
  for (const key of ['1', '2', '+']) {
    const before = await counts(page)
    await page.waitForTimeout(350) // what is pressed twice within 300 ms counts once
    await page.keyboard.press(key)
    await page.waitForFunction((was) => Object.entries(was).some(([kind, n]) => Number(document.querySelector(`[data-kind=${kind}] .number`).textContent) !== n), before)
  }
  assert.deepEqual(await counts(page), { RESIDENT: 2, BUSINESS: 1, YOUNG: 0, VISITOR: 0, PARTNER: 0, STREET_POP: 0 })

  await goTo(page, '/more', '#tick-shortcuts')
  await page.locator('#tick-shortcuts').uncheck()
  await page.getByRole('link', { name: 'Keys of a keyboard' }).waitFor({ state: 'detached' })
  await page.keyboard.press('Alt+1')
  await page.keyboard.press('?')
  const { settings } = await ask(page, 'lock_state', {})
  assert.deepEqual([settings.shortcuts, await page.evaluate(() => location.hash)], [false, '#/more'])
})

test('bela_walks_a_street_by_keys', async (t) => {
  const { page } = await belaEnrolled(t, desk)
  const { walk } = await stageStreet(page)
  await goTo(page, `/walk/${walk}`, '[data-mark]')
  const before = await page.locator('progress').evaluate((bar) => bar.value)
  const isDone = (more) => page.waitForFunction((wanted) => document.querySelector('progress').value === wanted, before + more)
  // The first three houses have been seen. A press while the last one is being saved does nothing, as on the screen.
  for (const key of ['j', 'j', 'j', 'j', '1']) await page.keyboard.press(key)
  await isDone(1)
  for (const key of ['j', 'j', 'k', '2']) await page.keyboard.press(key)
  await isDone(2)
  const { houses } = await ask(page, 'walk_read', { id: walk })
  assert.deepEqual(houses.slice(3, 5).map(({ result }) => result), ['NO_CONCERN', 'NOT_SEEN'])
})
