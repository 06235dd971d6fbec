// Letters, through the screens: chosen, filled, read first, written under a number, opened and served.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { test } from 'node:test'
import { complaintsInAllLooks, complaints, inWelsh, narrow } from './support/look.mjs'
import { ashaEnrolled, ask, goTo, wear } from './support/officer.mjs'
import { folder, pictureNow } from './support/pictures.mjs'
import { until } from './support/stages.mjs'

const words = path.join(import.meta.dirname, 'support/letters.json')

/** Asha with the words of letters on her phone, and numbers to give out. */
async function ashaWithLetters(t, said = {}) {
  const parts = await ashaEnrolled(t, said)
  await parts.hub.importPowers(words)
  const newest = ({ letter, version, language }) => letter === 'WL1' && version === 3 && language === 'cy'
  await ask(parts.page, 'sync_now', {})
  await until(parts.page, 'letter_list', {}, ({ letters, numbers_left }) => letters.some(newest) && numbers_left > 0)
  return parts
}

async function fill(page, { recipient, address, behaviour }) {
  await page.getByLabel('To whom').fill(recipient)
  await page.getByLabel('Address on the letter').fill(address)
  await page.getByLabel('What it is about').fill(behaviour)
}

test('asha_reads_a_letter_first_writes_it_and_opens_its_pages', async (t) => {
  const { page } = await ashaWithLetters(t)
  await goTo(page, '/letter?uprn=900012', '[name=letter]')
  assert.match(await page.locator('#not-yours').textContent(), /Community protection warning/)
  await page.getByLabel('ASB warning letter 1 – Welsh').check()
  await page.waitForFunction(() => document.querySelector('#field-address').value !== '')
  await fill(page, { recipient: 'Ŷ Ŵyn', address: '1 Elm Terrace, TS18', behaviour: 'sŵn uchel bob nos' })
  await page.locator('#preview').click()
  const read = page.locator('article.letter')
  await read.waitFor()
  assert.equal(await read.getAttribute('lang'), 'cy')
  assert.match(await read.textContent(), /Annwyl Ŷ Ŵyn,.*fod sŵn uchel bob nos/s)
  await page.locator('#write').click()
  await page.getByText('Letter L-000001 is written').waitFor()

  await page.locator('[data-letter]').waitFor()
  const coming = page.waitForEvent('download')
  await page.locator('#open-letter').click()
  const download = await coming
  assert.equal(download.suggestedFilename(), 'L-000001.pdf')
  const pages = readFileSync(await download.path())
  assert.equal(pages.subarray(0, 5).toString(), '%PDF-')
  await page.locator('[data-letter=on_hub]').waitFor({ timeout: 30_000 })

  await page.locator('#served').click()
  await page.locator('#field-served').selectOption('LETTERBOX')
  await page.locator('#field-served_at').fill('2026-01-02T10:30:00')
  await page.locator('#save').click()
  await page.getByText('Through the letterbox').first().waitFor()
  assert.deepEqual(await page.evaluate(() => window.violations), [])
})

test('what_is_typed_survives_leaving_the_screen_and_what_cannot_be_drawn_is_said', async (t) => {
  const { page } = await ashaWithLetters(t)
  await goTo(page, '/letter', '[name=letter]')
  await page.getByLabel('ASB warning letter 1 – English').check()
  await fill(page, { recipient: 'The occupier', address: '', behaviour: 'music \u8b66' })
  await page.locator('#preview').click()
  await page.locator('#field-behaviour-error').waitFor()
  await goTo(page, '/', '#start')
  await goTo(page, '/letter', '[data-draft=found]')
  assert.equal(await page.getByLabel('To whom').inputValue(), 'The occupier')
  await page.getByLabel('What it is about').fill('music was heard')
  await page.locator('#preview').click()
  await page.locator('#write').click()
  await page.getByText('Letter L-000001 is written').waitFor()
})

test('a_letter_that_is_filled_in_and_one_that_is_read_can_be_read_and_pressed_in_every_look', async (t) => {
  const { page } = await ashaWithLetters(t, { viewport: narrow })
  await goTo(page, '/letter?uprn=900012', '[name=letter]')
  await page.getByLabel('ASB warning letter 1 – English').check()
  await fill(page, { recipient: 'The occupier', address: '12 Elm Terrace, TS18 1AA', behaviour: 'music \u8b66 was heard in the street every night of the week' })
  await page.locator('#preview').click()
  await page.locator('#field-behaviour-error').waitFor()
  const said = await complaintsInAllLooks(page, 'a letter that cannot be drawn')
  if (folder) await pictureNow(page, 'letter-refused')
  for (const theme of ['day', 'sun', 'night']) {
    await wear(page, { theme, text_size: 'normal' })
    await page.locator('.govuk-error-summary a').hover()
    said.push(...(await complaints(page, `the way to what is wrong, under a pointer, ${theme}`)))
  }
  await wear(page, inWelsh)
  said.push(...(await complaints(page, 'the same in Welsh')))
  await wear(page, { theme: 'day', text_size: 'normal', language: 'en' })
  await page.getByLabel('What it is about').fill('music was heard in the street every night of the week')
  await page.locator('#preview').click()
  await page.locator('article.letter').waitFor()
  said.push(...(await complaintsInAllLooks(page, 'a letter that is read')))
  if (folder) await pictureNow(page, 'letter-read')
  assert.deepEqual(said, [])
})
