// What others wrote is fetched in parts: how far that is, is on screen, and it can be paused.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ashaEnrolled, ask, count, goTo, startPatrol } from './support/officer.mjs'
import { complaints } from './support/look.mjs'

test('asha_pauses_the_fetching_works_meanwhile_and_goes_on', async (t) => {
  const { hub, page } = await ashaEnrolled(t)
  await startPatrol(page)
  await count(page, 'RESIDENT')
  await goTo(page, '/sync', '#send')
  const allSent = page.locator('main').getByText('Everything on this phone has been sent.')
  await allSent.waitFor()
  assert.equal(await page.locator('progress').count(), 0)

  // The hub goes on as another history: everything is to be fetched anew.
  await ask(page, 'sync_pause', { paused: true })
  await hub.stop()
  await hub.newEpoch()
  await hub.again()
  await page.locator('#send').click()
  const paused = page.getByText(/^Paused after 0 of [1-9]/)
  await paused.waitFor()
  assert.equal(await page.locator('progress').evaluate((bar) => bar.value), 0)
  assert.deepEqual(await complaints(page, 'paused'), [])

  await goTo(page, '/patrol', '#undo')
  await count(page, 'BUSINESS')
  await goTo(page, '/sync', '#send')
  await allSent.waitFor()
  await paused.waitFor()
  await page.getByRole('button', { name: 'Go on fetching' }).click()
  await page.locator('progress').waitFor({ state: 'detached' })
})
