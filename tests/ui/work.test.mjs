// The screens of a licensing officer's and an installer's day, and forms of every sort, in every look.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { complaints, inWelsh, look, looksOfAll, narrow } from './support/look.mjs'
import { ask, ashaEnrolled, goTo, wear } from './support/officer.mjs'
import { routesWhen } from './support/routes.mjs'
import { belaEnrolled, idrisEnrolled, stageJob, stageStreet } from './support/stages.mjs'

const english = { theme: 'day', text_size: 'normal', language: 'en' }

async function lookThroughout(page, routes, of) {
  const said = []
  for (const change of [...looksOfAll, inWelsh]) said.push(...(await look(page, routes, of, change)))
  await page.setViewportSize({ width: 1280, height: 800 })
  said.push(...(await look(page, routes, of, english)))
  assert.deepEqual(said, [])
}

test('bela_can_read_and_press_every_screen_of_a_street', async (t) => {
  const { page } = await belaEnrolled(t, { viewport: narrow })
  assert.equal(await page.locator('.tabs a').nth(1).getAttribute('href'), '#/walk')
  await lookThroughout(page, routesWhen('street'), await stageStreet(page))
})

test('idris_can_read_and_press_every_screen_of_a_job', async (t) => {
  const { page } = await idrisEnrolled(t, { viewport: narrow })
  assert.equal(await page.locator('.tabs a').nth(1).getAttribute('href'), '#/jobs')
  const staged = await stageJob(page)
  await goTo(page, `/jobs/${staged.job}`, '#start')
  assert.deepEqual(await complaints(page, 'a job that is not begun'), [])
  await ask(page, 'job_start', { allocation: staged.job })
  await lookThroughout(page, routesWhen('job'), staged)
})

const forms = ['action', 'subject', 'intelligence_report', 'lead', 'inspection', 'hardening_signup', 'street_asset', 'safeguarding_concern', 'shift']

test('forms_of_every_sort_can_be_read_and_pressed_whole_and_one_question_at_a_time', async (t) => {
  const { page } = await ashaEnrolled(t, { viewport: narrow })
  const said = []
  for (const one_at_a_time of [true, false]) {
    for (const change of [{ ...english, text_size: 'largest' }, english, inWelsh]) {
      await wear(page, { ...change, one_at_a_time })
      for (const kind of forms) {
        await goTo(page, '/add', '.grid .press')
        await goTo(page, `/write/${kind}`, one_at_a_time ? '#next' : '#save')
        await page.locator('.page .govuk-form-group, .page .govuk-checkboxes').first().waitFor()
        for (const more of await page.locator('details').all()) await more.evaluate((node) => (node.open = true))
        said.push(...(await complaints(page, `${kind} ${JSON.stringify({ one_at_a_time, ...change })}`)))
      }
    }
  }
  assert.deepEqual(said, [])
})
