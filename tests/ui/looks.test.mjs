// Every route, in three themes, at 320 px: with text at 200 %, where things get clipped and covered,
// and at 100 %, where targets are smallest and contrast is held to the stricter figure.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { complaints, complaintsInAllLooks, inWelsh, look, looksOfAll, narrow } from './support/look.mjs'
import { ashaEnrolled, ask, count, enterCode, goTo, lock, openApp, startPatrol, tryWrongPin, wear } from './support/officer.mjs'
import { startBridge, startBrowser, startHub } from './support/parts.mjs'
import { stagePhotos } from './support/photos.mjs'
import { routerTable, routesWhen, visits } from './support/routes.mjs'

test('every route of the router is visited here', () => {
  assert.deepEqual(Object.keys(visits).sort(), Object.keys(routerTable).sort())
})

test('before_enrolment_and_before_a_pin_every_screen_can_be_read_and_pressed', async (t) => {
  const hub = await startHub(t)
  const bridge = await startBridge(t)
  const browser = await startBrowser(t)
  const page = await openApp(await browser.newContext({ viewport: narrow }), bridge.url)
  for (const change of looksOfAll) {
    assert.deepEqual(await look(page, routesWhen('new'), '', change), [])
  }
  await wear(page, { theme: 'day', text_size: 'normal' })
  await goTo(page, '/welcome', '[name=language]')
  await enterCode(page, await hub.enrol('Asha Okoro'))
  for (const change of looksOfAll) {
    assert.deepEqual(await look(page, routesWhen('no_pin'), '', change), [])
  }
  await page.locator('.dock .press.main').click()
  await page.locator('[role=alert]').waitFor()
  assert.deepEqual(await complaintsInAllLooks(page, 'no PIN typed'), [])
})

test('the_lock_and_the_way_back_in_can_be_read_and_pressed', async (t) => {
  const { hub, page } = await ashaEnrolled(t, { viewport: narrow })
  // With the hub away there is something that waits.
  await hub.stop()
  await startPatrol(page)
  await count(page, 'RESIDENT')
  await lock(page)
  await page.getByText('Patrol still running').waitFor()
  for (const change of looksOfAll) assert.deepEqual(await look(page, routesWhen('locked'), '', change), [])
  assert.deepEqual(await look(page, routesWhen('locked'), '', { text_size: 'largest', language: 'cy' }), [])
  await wear(page, { text_size: 'normal', language: 'en' })

  await page.locator('.dock .press.main').click()
  await page.locator('[role=alert][data-code=pin_unfit]').waitFor()
  assert.deepEqual(await complaintsInAllLooks(page, 'a refused rescue'), [])
  await goTo(page, '/lock', '#open')
  await tryWrongPin(page, '111222')
  assert.deepEqual(await complaintsInAllLooks(page, 'a wrong PIN'), [])
  await page.locator('[data-key="1"]').click()
  await page.locator('#open').click()
  await page.getByText('type the rest').waitFor()
  assert.deepEqual(await complaintsInAllLooks(page, 'a short PIN'), [])
  await page.locator('[data-key=Backspace]').click()
  const makeWait = async () => {
    for (let more = 0; more < 6; more += 1) await ask(page, 'unlock', { pin: '111222' }).catch(() => undefined)
    await page.reload()
    await page.getByRole('timer').waitFor()
  }
  assert.deepEqual(await complaintsInAllLooks(page, 'the wait', makeWait), [])
})

test('with_and_without_a_patrol_every_screen_can_be_read_and_pressed', async (t) => {
  const { page } = await ashaEnrolled(t, { viewport: narrow })
  for (const change of looksOfAll) {
    assert.deepEqual(await look(page, routesWhen('enrolled'), '', change), [])
  }
  await startPatrol(page)
  await count(page, 'RESIDENT')
  const note = await ask(page, 'note_add', { text: 'Gate open', patrol: null, verbatim: false, statement: 'FACT' })
  const record = await stagePhotos(page, note.record)
  for (const change of looksOfAll) {
    assert.deepEqual(await look(page, routesWhen('patrol'), record, change), [])
  }
})

test('empty_screens_and_refusals_can_be_read_and_pressed', async (t) => {
  const { page } = await ashaEnrolled(t, { viewport: narrow })
  const said = []
  const empty = Object.keys(visits).filter((route) => route.startsWith('/patrol'))
  for (const route of empty) {
    await goTo(page, route, 'main p')
    said.push(...(await complaints(page, `${route} with no patrol`)))
  }
  await goTo(page, '/records', 'main p')
  said.push(...(await complaints(page, 'no records')))
  await goTo(page, '/note', '#field-text')
  await page.locator('#save').click()
  await page.locator('[role=alert]').waitFor()
  said.push(...(await complaintsInAllLooks(page, 'a refusal')))
  assert.deepEqual(said, [])
})

test('welsh_fits_too_and_a_desk_is_no_different', async (t) => {
  const { page } = await ashaEnrolled(t, { viewport: narrow })
  await startPatrol(page)
  const note = await ask(page, 'note_add', { text: 'Gate open', patrol: null, verbatim: false, statement: 'FACT' })
  const record = await stagePhotos(page, note.record)
  const routes = routesWhen('patrol')
  assert.deepEqual(await look(page, routes, record, inWelsh), [])
  await page.setViewportSize({ width: 1280, height: 800 })
  assert.deepEqual(await look(page, routes, record, { theme: 'day', text_size: 'normal', language: 'en' }), [])
})
