// Whom to call is one tap away at every gate, with the hub away and the core not answering.
import assert from 'node:assert/strict'
import path from 'node:path'
import { test } from 'node:test'
import { complaintsInAllLooks, narrow } from './support/look.mjs'
import { ashaEnrolled, ask, enterCode, goTo, lock, openApp, unlock } from './support/officer.mjs'
import { startBridge, startBrowser, startHub } from './support/parts.mjs'

const callsOn = (page) => page.locator('a[href^="tel:"]').evaluateAll((links) => links.map((link) => link.getAttribute('href')))

/** From wherever the page is, one tap to the numbers. */
async function callsFrom(page) {
  await page.locator('#emergency').click()
  await page.locator('#call-danger').waitFor()
  return callsOn(page)
}

/** From now on the core answers nothing. */
const cutTheCore = (page) => page.route('**/ipc/**', (route) => route.abort())

test('nobody_enrolled_and_no_pin_chosen_can_call', async (t) => {
  const hub = await startHub(t)
  const bridge = await startBridge(t)
  const browser = await startBrowser(t)
  const page = await openApp(await browser.newContext({ viewport: narrow }), bridge.url)
  assert.deepEqual(await callsFrom(page), ['tel:999', 'tel:101'])
  await page.getByText('once this phone is set up').waitFor()
  await page.locator('header a').first().click()
  await page.locator('.dock .press.main').waitFor()
  await enterCode(page, await hub.enrol('Asha Okoro'))
  await hub.stop()
  await cutTheCore(page)
  assert.deepEqual(await callsFrom(page), ['tel:999', 'tel:101'])
})

test('at_the_open_book_and_at_the_lock_asha_can_call_though_nothing_answers', async (t) => {
  const { hub, page } = await ashaEnrolled(t, { viewport: narrow })
  await hub.stop()
  assert.deepEqual(await callsFrom(page), ['tel:999', 'tel:101'])
  await page.locator('#concern').click()
  await page.locator('#next, #save').first().waitFor()
  await page.goBack()
  await lock(page)
  await cutTheCore(page)
  assert.deepEqual(await callsFrom(page), ['tel:999', 'tel:101'])
  await page.getByText('after you unlock').waitFor()
  // The app is started anew, and its core says nothing at all.
  await page.reload()
  await page.locator('#call-danger').waitFor()
})

const numbers = path.join(import.meta.dirname, 'support/contacts.json')
const all = ['tel:999', 'tel:101', 'tel:01632960011', 'tel:01632960012', 'tel:01632960013']

/** The numbers on screen, once they are as many as they should be. */
async function allCalls(page) {
  await page.locator('#call-out_of_hours').waitFor()
  await page.getByText('5 January 2026').waitFor()
  return callsOn(page)
}

test('the_numbers_of_the_organisation_come_with_a_sync_and_stay_at_the_lock_with_no_network', async (t) => {
  const { hub, bridge, context, page } = await ashaEnrolled(t, { viewport: narrow })
  await hub.importContacts(numbers)
  await ask(page, 'sync_now', {})
  await goTo(page, '/emergency', '#call-danger')
  assert.deepEqual(await allCalls(page), all)
  assert.deepEqual(await complaintsInAllLooks(page, '/emergency'), [])
  const pictures = process.env.BEATBOOK_SCREENS
  if (pictures) await page.screenshot({ path: path.join(pictures, 'emergency.png'), fullPage: true })
  await hub.stop()
  await goTo(page, '/more', '#tick-haptics')
  await lock(page)
  await page.locator('#emergency').click()
  assert.deepEqual(await allCalls(page), all)

  // A day later, with no network: the app was killed, the book is shut.
  await bridge.stop('SIGKILL')
  const again = await bridge.again()
  const later = await openApp(context, again.url)
  await later.locator('#emergency').click()
  assert.deepEqual(await allCalls(later), all)
  await later.locator('header a').first().click()
  await unlock(later)
  await later.locator('#emergency').click()
  assert.deepEqual(await allCalls(later), all)
})
