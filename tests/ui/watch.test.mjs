// Somebody who works alone: the check-in timer is on every screen, warns by itself, and says what became of its alarm.
import assert from 'node:assert/strict'
import { mkdir } from 'node:fs/promises'
import { test } from 'node:test'
import { complaints, complaintsInAllLooks, inWelsh, narrow } from './support/look.mjs'
import { ashaEnrolled, ask, goTo, lock, openApp, phone, placesHeld, taps, unlock, wear, herPin } from './support/officer.mjs'
import { folder, pictureNow } from './support/pictures.mjs'
import { write } from './support/stages.mjs'

const line = (page, said = '') => page.locator(`.watch${said}`)
const begin = (page, minutes = 20) => ask(page, 'watch_begin', { minutes, uprn: null, planned: '12 Elm Terrace', door: null })

/** A timer whose time is over in so many seconds, as the core itself would have written it. */
const almostOver = (page, seconds) => {
  const at = (later) => new Date(Date.now() + later * 1000).toISOString()
  return write(page, 'welfare_check', { started: at(-60), due: at(seconds), state: 'RUNNING', state_at: at(-60), planned: 'The yard' })
}

/** Has the page note how the phone shook and how often it made a sound. */
const feel = (page) =>
  page.addInitScript(() => {
    window.shaken = []
    window.tones = 0
    navigator.vibrate = (pattern) => window.shaken.push([pattern].flat().length) > 0
    const make = AudioContext.prototype.createOscillator
    AudioContext.prototype.createOscillator = function () {
      window.tones += 1
      return make.call(this)
    }
  })
const felt = (page) => page.evaluate(() => ({ shaken: window.shaken, tones: window.tones }))

async function pictures(page, name) {
  if (folder === undefined) return
  await mkdir(folder, { recursive: true })
  await pictureNow(page, name)
  await page.setViewportSize(narrow)
}

async function typePin(page, pin) {
  for (const digit of pin) await page.locator(`[data-key="${digit}"]`).click()
  await page.locator('#check-in').click()
}

test('asha_begins_at_an_address_sees_it_everywhere_has_more_time_in_one_tap_and_ends_it_with_her_pin', async (t) => {
  const { page } = await ashaEnrolled(t)
  await placesHeld(page)
  await write(page, 'caution_marker', { uprn: '900012', caution: 'VISIT_IN_PAIRS', review_on: '2099-01-01' })
  await goTo(page, '/find/900012', '#watch')
  await page.locator('[data-caution=VISIT_IN_PAIRS]').waitFor()
  const before = await taps(page)
  await page.locator('#watch').click()
  await page.locator('[data-minutes="20"]').click()
  await line(page, '[data-phase=running]').waitFor()
  assert.equal((await taps(page)) - before, 2)
  await page.waitForFunction(() => location.hash === '#/find/900012')
  const { record, place } = await ask(page, 'watch', {})
  assert.equal(place, '12 Elm Terrace')
  const { values } = await ask(page, 'record_read', { record })
  assert.deepEqual([values.uprn, values.state, values.place_source], ['900012', 'RUNNING', 'ADDRESS'])
  for (const path of ['/', '/more', '/records', '/emergency', '/watch']) {
    await goTo(page, path, 'main')
    assert.match(await line(page, ' [role=timer]').textContent(), /Check in within (19|20):\d\d/)
  }
  await page.locator('#watch-more').click()
  await line(page, ' [role=timer]').getByText(/2\d:\d\d/).waitFor()
  await page.locator('#watch-safe').click()
  await typePin(page, '111222')
  await page.getByRole('alert').getByText('This is not your PIN').waitFor()
  assert.equal(await line(page).count(), 1, 'it still runs')
  await typePin(page, herPin)
  await page.getByText('You have checked in').waitFor()
  await page.waitForFunction(() => document.querySelector('.watch') === null)
  assert.equal((await ask(page, 'record_read', { record })).values.state, 'OK')
})

test('five_minutes_before_the_phone_warns_by_its_own_clock_once', async (t) => {
  const { page } = await ashaEnrolled(t)
  await feel(page)
  await begin(page)
  await page.clock.install()
  await page.reload()
  await line(page, '[data-phase=running]').waitFor()
  assert.deepEqual(await felt(page), { shaken: [], tones: 0 })
  // The core's clock stands where it is: an answer of its would set the line back.
  await page.route('**/ipc/watch', (route) => route.abort())
  await page.clock.fastForward('14:00')
  await line(page, '[data-phase=running]').waitFor()
  await page.clock.fastForward('01:30')
  await line(page, '[data-phase=soon]').waitFor()
  assert.match(await line(page).textContent(), /! Check in within 04:[0-3]\d.*Less than 5 minutes/s)
  assert.deepEqual(await felt(page), { shaken: [1], tones: 1 })
})

test('over_with_no_signal_the_line_says_so_at_the_lock_and_after_a_kill_until_the_hub_has_the_alarm', async (t) => {
  const { hub, bridge, browser, page } = await ashaEnrolled(t)
  await feel(page)
  await page.reload()
  await page.locator('#start').waitFor()
  await hub.stop()
  const record = await almostOver(page, 3)
  await line(page, '[data-alarm=none][data-phase=soon]').waitFor()
  await line(page, '[data-alarm=not_sent]').getByText('The alarm is not sent').waitFor()
  assert.deepEqual((await felt(page)).shaken, [1, 5])
  assert.equal(await line(page, ' a[href="tel:999"]').count(), 1)
  const { values } = await ask(page, 'record_read', { record })
  assert.deepEqual([values.state, values.sent_via, values.state_at], ['ALARM', 'NOT_SENT', values.due])
  await lock(page)
  await line(page, '[data-alarm=not_sent]').getByText('Unlock to check in').waitFor()
  assert.equal(await page.locator('#watch-safe, #watch-more').count(), 0)
  assert.ok(!(await page.content()).includes('The yard'), 'where she is, is not told behind the lock')
  await bridge.stop('SIGKILL')

  const killed = await bridge.again()
  const anew = await openApp(await browser.newContext({ viewport: phone }), killed.url)
  await anew.locator('#open').waitFor()
  await line(anew, '[data-phase=over]').getByText('You did not check in').waitFor()
  await unlock(anew)
  await line(anew, '[data-alarm=not_sent]').waitFor()
  await hub.again()
  await ask(anew, 'sync_now', {})
  await line(anew, '[data-alarm=sent]').getByText('The hub has the alarm').waitFor()
  await anew.locator('#watch-safe').click()
  await typePin(anew, herPin)
  await anew.waitForFunction(() => document.querySelector('.watch') === null)
})

test('the_line_can_be_read_and_pressed_on_every_kind_of_screen', async (t) => {
  const { hub, page } = await ashaEnrolled(t, { viewport: narrow })
  await hub.stop()
  await begin(page)
  const said = []
  const walk = async (name) => {
    for (const path of ['/', '/watch', '/watch/end', '/more']) {
      await goTo(page, path, 'main p, #tick-haptics')
      said.push(...(await complaintsInAllLooks(page, `${path} ${name}`)))
      await wear(page, inWelsh)
      said.push(...(await complaints(page, `${path} ${name} in Welsh`)))
      await wear(page, { language: 'en', text_size: 'normal' })
    }
  }
  await walk('running')
  await goTo(page, '/', '#start')
  await pictures(page, 'watch-running-today')
  await goTo(page, '/watch/end', '[data-key="1"]')
  await pictures(page, 'watch-end')
  await ask(page, 'watch_end', { pin: herPin })
  await goTo(page, '/watch', '[data-minutes]')
  said.push(...(await complaintsInAllLooks(page, 'how long')))
  await pictures(page, 'watch-begin')
  await almostOver(page, 0.5)
  await line(page, '[data-alarm=not_sent]').waitFor()
  await walk('over')
  await goTo(page, '/', '#start')
  await pictures(page, 'watch-over-today')
  await lock(page)
  said.push(...(await complaintsInAllLooks(page, 'over at the lock')))
  await pictures(page, 'watch-over-lock')
  assert.deepEqual(said, [])
})
