// Two officers gave one detail two values: both stand on cards, one is kept, and neither is lost.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inWelsh, look, looksOfAll, narrow } from './support/look.mjs'
import { ask, goTo, taps } from './support/officer.mjs'
import { routesWhen } from './support/routes.mjs'
import { handedIn, stageConflict } from './support/stages.mjs'

test('asha_settles_a_conflict_with_three_taps', async (t) => {
  const { page, record } = await stageConflict(t)
  await goTo(page, '/', '.chip[data-state=needs_you]')
  const before = await taps(page)
  await page.locator('.chip').click()
  await page.locator('[data-needs=overruled]').click()
  await page.locator('#keep-other').click()
  await page.getByText('Your choice is saved on this phone').waitFor()
  assert.equal((await taps(page)) - before, 3)
  await handedIn(page)
  const { values, history } = await ask(page, 'record_read', { record })
  assert.equal(values.people_count, 4, 'what she chose stands')
  assert.ok(history.some((item) => item.values.people_count === 5), 'what Bela wrote can be read')
})

test('asha_can_read_and_press_both_cards_in_every_look', async (t) => {
  const { page, record } = await stageConflict(t, { viewport: narrow })
  const said = []
  for (const change of [...looksOfAll, inWelsh]) said.push(...(await look(page, routesWhen('conflict'), record, change)))
  assert.deepEqual(said, [])
})
