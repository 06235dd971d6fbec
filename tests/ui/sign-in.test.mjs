// A phone that the hub has not heard of for too long: work goes on, and the sync screen leads to the code.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ashaEnrolled, ask, count, goTo, lock, startPatrol, unlock, wear } from './support/officer.mjs'
import { complaints } from './support/look.mjs'

const narrow = { width: 320, height: 640 }
const looks = ['day', 'sun', 'night'].flatMap((theme) => ['largest', 'normal'].map((text_size) => ({ theme, text_size })))

async function complaintsInAllLooks(page, place) {
  const said = []
  for (const change of [...looks, { theme: 'day', text_size: 'largest', language: 'cy' }]) {
    await wear(page, change)
    said.push(...(await complaints(page, `${place} ${Object.values(change).join(' ')}`)))
  }
  await wear(page, { text_size: 'normal', language: 'en' })
  return said
}

test('asha_was_away_too_long_works_on_and_signs_in_with_a_code', async (t) => {
  const { hub, page } = await ashaEnrolled(t, { viewport: narrow })
  await goTo(page, '/sync', '#send')
  await hub.yearsPass()
  await startPatrol(page)
  await count(page, 'RESIDENT')
  await lock(page)
  await unlock(page)
  await count(page, 'RESIDENT')
  await page.locator('.chip[data-state=needs_you]').waitFor()

  await goTo(page, '/sync', '[data-problem=sign_in_expired]')
  const said = await page.locator('[data-problem]').innerText()
  assert.match(said, /Nothing is lost, and you can go on working\. Ask your supervisor for a code/)
  assert.equal(await page.locator('.dock .press').count(), 1, 'there is one thing to do')
  assert.deepEqual(await complaintsInAllLooks(page, 'signed out'), [])
  await page.locator('#sign-in').click()
  await page.locator('#field-link').waitFor()
  assert.equal(await page.locator('#field-hub').count(), 0, 'the phone knows its hub')
  await page.getByLabel('Code or link').fill((await hub.enrol('Bela')).code)
  await page.locator('.dock .press.main').click()
  await page.locator('[role=alert][data-code=code_refused]').waitFor()

  await page.getByLabel('Code or link').fill((await hub.signIn('Asha Okoro')).code)
  await page.locator('.dock .press.main').click()
  await page.getByText('signed in again').waitFor()
  await page.getByText('Nothing is waiting').waitFor()
  assert.equal(await page.locator('[data-problem], #sign-in').count(), 0)
  assert.equal((await ask(page, 'app_status', {})).me.name, 'Asha Okoro')
})
