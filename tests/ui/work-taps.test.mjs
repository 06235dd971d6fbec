// How many taps the tasks of a street, a job and a matter seen on patrol take. What a camera's own screen adds (two for
// each photo: the shutter, and "use it") is counted here by hand, as a browser has no camera.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ask, ashaEnrolled, goTo, startPatrol, taps } from './support/officer.mjs'
import { jpegOf } from './support/photos.mjs'
import { belaEnrolled, idrisEnrolled, sign, stageJob, stageStreet, write } from './support/stages.mjs'

const ofCamera = 2

/** The taps since this was last asked. */
async function counter(page) {
  let before = await taps(page)
  return async () => {
    const now = await taps(page)
    const used = now - before
    before = now
    return used
  }
}

async function shoot(page, slot) {
  const painted = await page.locator('.thumbs img').count()
  const chooser = page.waitForEvent('filechooser')
  await page.locator(`#add-photo-${slot}`).click()
  await (await chooser).setFiles({ name: 'camera.jpg', mimeType: 'image/jpeg', buffer: await jpegOf(page) })
  await page.locator('.thumbs img').nth(painted).waitFor()
}

test('bela_marks_a_house_with_one_tap_and_refers_one_with_five', async (t) => {
  const { page } = await belaEnrolled(t)
  const { walk } = await stageStreet(page)
  await goTo(page, `/walk/${walk}`, '[data-mark]')
  const spent = await counter(page)
  const house = page.locator('#house-900005')
  await house.locator('[data-mark=NO_CONCERN]').click()
  await page.locator('#house-900005[data-result=NO_CONCERN]').waitFor()
  assert.equal(await spent(), 1, 'the next house')

  await page.locator('#house-900007 [data-mark=REFER]').click()
  await page.locator('#add-photo-DAMAGE').waitFor()
  await shoot(page, 'DAMAGE')
  // Words are typed: a tap into the box is typing.
  await page.locator('#field-note').fill('Boarded at the back')
  await page.locator('#save').click()
  await page.locator('#house-900007[data-result=REFER]').waitFor()
  assert.equal((await spent()) + ofCamera, 5, 'refer with a photo and a note')
})

test('idris_fits_an_item_with_nine_taps_and_closes_the_job_with_three', async (t) => {
  const { page } = await idrisEnrolled(t)
  const { job } = await stageJob(page)
  const { row } = await ask(page, 'job_start', { allocation: job })
  await goTo(page, `/jobs/${job}`, '[data-item=DBCAM]')
  const spent = await counter(page)
  await page.locator(`[href="#/jobs/${job}/DBCAM"]`).click()
  await page.locator('#field-serial').click()
  await page.keyboard.type('SYN-0001')
  await shoot(page, 'BEFORE')
  await shoot(page, 'AFTER')
  await page.locator('#save').click()
  await page.getByText('Camera doorbell saved on this phone').waitFor()
  assert.equal((await spent()) + 2 * ofCamera, 9, 'one item')
  await page.getByRole('heading', { level: 1, name: 'Window lock' }).waitFor()
  assert.equal(await page.locator('[data-draft]').count(), 0, 'the next item is a new form')

  for (const [item, quantity] of [['WLOCK', 4], ['SOLAR', 1], ['TIMER', 1]]) {
    await write(page, 'fitted_item', { installation: row.installation, item, quantity, result: 'FITTED' })
  }
  await goTo(page, `/jobs/${job}`, '#signature')
  await spent()
  await page.locator('#signature').click()
  await sign(page)
  const strokes = (await spent()) - 1
  await page.locator('#save').click()
  await page.locator('#finish').click()
  await page.getByText('is finished').waitFor()
  assert.equal((await spent()) + 1, 3, 'signature, save, finish')
  assert.ok(strokes <= 1, 'signing is one stroke')
  assert.deepEqual(await page.evaluate(() => window.violations), [], 'the pad keeps to the policy')
})

test('asha_writes_down_what_she_saw_on_patrol_with_three_taps', async (t) => {
  const { page } = await ashaEnrolled(t)
  await startPatrol(page)
  const spent = await counter(page)
  await page.locator('#asb').click()
  await page.locator('[data-type=ROWDY]').click()
  await page.locator('#save').click()
  await page.getByText(/saved on this phone\. Reference/).waitFor()
  await page.locator('#finish').waitFor()
  assert.equal(await spent(), 3)
  const [seen] = await ask(page, 'record_list', { kind: 'observation', before: null, limit: 1 })
  const { values } = await ask(page, 'record_read', { record: seen.id })
  assert.ok(values.hotspot, 'the place is known from the patrol')
})
