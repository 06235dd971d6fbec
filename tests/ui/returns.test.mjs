// What funders are told: frozen and restated by somebody who has only a keyboard, on a narrow screen, on paper.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { test } from 'node:test'
import { complaints, presses, shot as picture, signedIn, tabTo } from './support/pages.mjs'
import { folder } from './support/pictures.mjs'
import { belaEnrolled, handedIn, write } from './support/stages.mjs'

/** The month before this one: `{ name, words, day(n) }`. */
function lastMonth() {
  const first = new Date()
  first.setUTCDate(1)
  first.setUTCMonth(first.getUTCMonth() - 1)
  const name = first.toISOString().slice(0, 7)
  const words = first.toLocaleDateString('en-GB', { month: 'long', year: 'numeric', timeZone: 'UTC' })
  return { name, words, day: (n) => `${name}-${String(n).padStart(2, '0')}` }
}

/** An hour's patrol of two wardens on a day, with a visit; its id. */
async function patrolled(page, day, hotspot) {
  const [from, to] = [`${day}T10:00:00.000Z`, `${day}T11:00:00.000Z`]
  const patrol = await write(page, 'patrol', { funding_stream: 'ASB_HOTSPOT', mode: 'FOOT', time_source: 'MANUAL', started: from, finished: to })
  await write(page, 'patrol_leg', { patrol, hotspot, from, to, warden: 2 })
  await write(page, 'visit', { patrol, hotspot, entered: from, left: `${day}T10:15:00.000Z`, time_source: 'MANUAL' })
  return patrol
}

async function shot(page, name) {
  await picture(page, name)
  if (folder === undefined) return
  await page.pdf({ path: path.join(folder, `${name}.pdf`), format: 'A4', landscape: true, printBackground: false })
}

for (const width of [320, 1100]) {
  test(`a_return_is_frozen_and_restated_with_the_keyboard_alone_at_${width}_px`, async (t) => {
    const month = lastMonth()
    const { hub, page: bela, browser } = await belaEnrolled(t)
    await patrolled(bela, month.day(3), 'stockton')
    await handedIn(bela)
    const page = await signedIn(hub, browser, 'supervisor', width)

    await presses(page, page.getByRole('link', { name: 'Hotspot returns' }))
    assert.deepEqual(await complaints(page, 'list'), [])
    const state = () => page.getByRole('row', { name: new RegExp(`^${month.words} `) }).locator('td').first().textContent()
    assert.equal(await state(), 'Open')
    await shot(page, `returns-list-${width}`)
    await presses(page, page.getByRole('link', { name: month.words, exact: true }))
    assert.deepEqual(await complaints(page, 'open'), [])
    await tabTo(page, page.getByLabel('What is said about the figures'))
    await page.keyboard.type('One patrol, <b>quiet</b>.')
    await presses(page, page.getByRole('button', { name: 'Freeze this return' }))
    await page.getByText('A recount gives the same figures.').waitFor()
    const hash = await page.locator('.hash').first().textContent()
    assert.match(hash, /^[0-9a-f]{64}$/)
    assert.equal(await page.getByText('One patrol, <b>quiet</b>.').count(), 1, 'what was typed is text')
    assert.equal(await page.getByRole('button', { name: 'Freeze this return' }).count(), 0)
    assert.deepEqual(await complaints(page, 'frozen'), [])

    const late = await patrolled(bela, month.day(5), 'thornaby')
    await handedIn(bela)
    await page.reload()
    await page.getByRole('heading', { name: 'A recount gives other figures' }).waitFor()
    assert.equal(await page.locator('.hash').first().textContent(), hash)
    assert.deepEqual(await complaints(page, 'late'), [])
    const named = () => page.getByRole('region', { name: /The records that changed it/ }).locator('td.id').allTextContents()
    assert.equal((await named()).filter((id) => id === late).length, 1)
    assert.equal((await named()).length, 2, 'the patrol and its visit')
    await shot(page, `returns-late-${width}`)
    await tabTo(page, page.getByLabel('Why it is restated'))
    await page.keyboard.type('A phone was away.')
    await presses(page, page.getByRole('button', { name: 'Restate this return' }))
    await page.getByRole('heading', { name: /^Restated on / }).waitFor()
    assert.deepEqual(await complaints(page, 'restated'), [])
    assert.equal(await page.locator('.hash').first().textContent(), hash, 'what was frozen stands')
    const row = page.getByRole('region', { name: 'Patrols and hours' }).getByRole('row', { name: /^Totals/ })
    assert.deepEqual(await row.locator('td').allTextContents(), ['1', '1:00:00', '2:00:00'])
    const changed = page.getByRole('region', { name: 'What changed' }).getByRole('row', { name: /Patrols/ })
    assert.deepEqual(await changed.locator('td').allTextContents(), ['Patrols', '0', '1'])
    await shot(page, `returns-restated-${width}`)
    const pdf = await page.pdf({ format: 'A4' })
    assert.equal(pdf.subarray(0, 5).toString(), '%PDF-')
    await page.emulateMedia({ media: 'print' })
    assert.equal(await page.locator('nav').isVisible(), false)
    assert.equal(await page.getByText(hash).first().isVisible(), true, 'the hash is on paper')
    await page.emulateMedia({ media: 'screen' })
    const link = page.getByRole('link', { name: 'Download as CSV' })
    const [download] = await Promise.all([page.waitForEvent('download'), link.click()])
    const csv = readFileSync(await download.path(), 'utf8')
    assert.match(csv, /^version,hotspot,patrols,clock_hours_hmmss,/)
    assert.match(csv, /\nrestated [^,]*,Totals,2,2:00:00,4:00:00,/)
    await presses(page, page.getByRole('link', { name: 'Hotspot returns' }))
    assert.equal(await state(), 'Restated')
  })
}
