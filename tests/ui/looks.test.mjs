// Every route, in three themes, at 320 px: with text at 200 %, where things get clipped and covered,
// and at 100 %, where targets are smallest and contrast is held to the stricter figure.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ashaEnrolled, count, goTo, openApp, startPatrol, wear, ask } from './support/officer.mjs'
import { startBridge, startBrowser } from './support/parts.mjs'
import { address, routerTable, routesWhen, visits } from './support/routes.mjs'
import { complaints } from './support/look.mjs'

const narrow = { width: 320, height: 640 }
const looksOfAll = ['day', 'sun', 'night'].flatMap((theme) =>
  ['largest', 'normal'].map((text_size) => ({ theme, text_size })),
)

test('every route of the router is visited here', () => {
  assert.deepEqual(Object.keys(visits).sort(), Object.keys(routerTable).sort())
})

async function look(page, routes, record, change) {
  const said = []
  await wear(page, change)
  for (const route of routes) {
    await goTo(page, address(route, record), visits[route].ready)
    said.push(...(await complaints(page, `${route} ${Object.values(change).join(' ')}`)))
  }
  return said
}

test('before_enrolment_every_screen_can_be_read_and_pressed', async (t) => {
  const bridge = await startBridge(t)
  const browser = await startBrowser(t)
  const page = await openApp(await browser.newContext({ viewport: narrow }), bridge.url)
  for (const change of looksOfAll) {
    assert.deepEqual(await look(page, routesWhen('new'), '', change), [])
  }
})

test('with_and_without_a_patrol_every_screen_can_be_read_and_pressed', async (t) => {
  const { page } = await ashaEnrolled(t, { viewport: narrow })
  for (const change of looksOfAll) {
    assert.deepEqual(await look(page, routesWhen('enrolled'), '', change), [])
  }
  await startPatrol(page)
  await count(page, 'RESIDENT')
  const { record } = await ask(page, 'note_add', { text: 'Gate open', patrol: null, verbatim: false, statement: 'FACT' })
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
  for (const change of looksOfAll) {
    await wear(page, change)
    said.push(...(await complaints(page, `a refusal ${Object.values(change).join(' ')}`)))
  }
  assert.deepEqual(said, [])
})

test('welsh_fits_too_and_a_desk_is_no_different', async (t) => {
  const { page } = await ashaEnrolled(t, { viewport: narrow })
  await startPatrol(page)
  const { record } = await ask(page, 'note_add', { text: 'Gate open', patrol: null, verbatim: false, statement: 'FACT' })
  const routes = routesWhen('patrol')
  assert.deepEqual(await look(page, routes, record, { theme: 'day', text_size: 'largest', language: 'cy' }), [])
  await page.setViewportSize({ width: 1280, height: 800 })
  assert.deepEqual(await look(page, routes, record, { theme: 'day', text_size: 'normal', language: 'en' }), [])
})
