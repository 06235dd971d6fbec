// A phone that will not see the hub again: the file is saved, downloaded, handed over, and its officer signs out.
import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { test } from 'node:test'
import { complaintsInAllLooks, narrow } from './support/look.mjs'
import { ashaEnrolled, ask, goTo } from './support/officer.mjs'

const pictures = process.env.BEATBOOK_SCREENS

const note = (page, text) => ask(page, 'note_add', { text, patrol: null, verbatim: false, statement: 'FACT' })

test('asha_saves_what_is_only_here_hands_it_over_and_signs_out', async (t) => {
  const { hub, page } = await ashaEnrolled(t, { viewport: narrow })
  await hub.stop()
  await note(page, 'Gate open')
  await goTo(page, '/more/sign-out', '#rescue-make')
  assert.equal(await page.locator('#sign-out').count(), 0, 'it is only here')
  await page.locator('#rescue-make').click()
  await page.locator('#sign-out').waitFor()
  assert.deepEqual(await complaintsInAllLooks(page, '/more/sign-out'), [])
  if (pictures) await page.screenshot({ path: path.join(pictures, 'rescue-file.png'), fullPage: true })
  const lies = await page.locator('#rescue-path').textContent()

  await note(page, 'Written after the file was made')
  await page.locator('#rescue-make').waitFor()
  await page.locator('#sign-out').waitFor({ state: 'detached' })
  await page.locator('#rescue-make').click()
  await page.locator('#sign-out').waitFor()
  assert.ok(!existsSync(lies), 'the newer one holds all that it held')
  const coming = page.waitForEvent('download')
  await page.locator('#rescue-download').click()
  const download = await coming
  const file = await download.path()
  const kept = await page.locator('#rescue-path').textContent()
  assert.ok(readFileSync(file).equals(readFileSync(kept)), 'as it lies on the phone')
  assert.equal(download.suggestedFilename(), kept.split('/').at(-1))
  assert.deepEqual(await page.evaluate(() => window.violations), [])

  await page.getByLabel('I want to delete everything of mine').check()
  await page.locator('#sign-out').click()
  await page.getByRole('link', { name: 'Enter your code' }).waitFor()
  assert.ok(existsSync(kept), 'the file outlives the signing out')
  assert.match(await hub.takeIn(file), /Asha Okoro's phone: 2 new entries, 0 known before/)
  assert.match(await hub.takeIn(file), /0 new entries, 2 known before/)
})

test('the_slip_offers_it_too_and_only_while_something_is_not_there', async (t) => {
  const { hub, page } = await ashaEnrolled(t, { viewport: narrow })
  await goTo(page, '/slip', '#send')
  assert.equal(await page.locator('#rescue-make').count(), 0)
  await hub.stop()
  await note(page, 'Gate open')
  await page.locator('#rescue-make').click()
  await page.locator('#rescue-file').waitFor()
  assert.equal(await page.locator('#rescue-make').count(), 0, 'the file holds all of it')
})
