// A picture of every screen in every theme, to be looked at by people: axe does not see an ugly screen.
import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import { test } from 'node:test'
import { ashaEnrolled, ask, count, enterCode, goTo, lock, openApp, phone, startPatrol, tryWrongPin, wear } from './support/officer.mjs'
import { startBridge } from './support/parts.mjs'
import { address, routesWhen, visits } from './support/routes.mjs'

const folder = process.env.BEATBOOK_SCREENS
const skip = folder === undefined && 'BEATBOOK_SCREENS is not set'

async function picture(page, routes, record) {
  for (const theme of ['day', 'sun', 'night']) {
    for (const text_size of ['normal', 'largest']) {
      await wear(page, { theme, text_size })
      for (const route of routes) {
        await page.setViewportSize(sizes[text_size])
        await goTo(page, address(route, record), visits[route].ready)
        await shoot(page, theme, text_size, fileName(route))
      }
    }
  }
}

/** What is on screen now, in every theme. */
async function pictureNow(page, name) {
  for (const theme of ['day', 'sun', 'night']) {
    for (const text_size of ['normal', 'largest']) {
      await wear(page, { theme, text_size })
      await page.setViewportSize(sizes[text_size])
      await shoot(page, theme, text_size, name)
    }
  }
}

async function shoot(page, theme, text_size, name) {
  if (text_size === 'largest') await unroll(page)
  await page.screenshot({ path: path.join(folder, `${text_size}-${theme}-${name}.png`) })
}

const sizes = { normal: phone, largest: { width: 320, height: 640 } }

const fileName = (route) =>
  ({ '/': 'today', '*': 'missing' })[route] ?? route.slice(1).replaceAll(/[^a-z]+/g, '-')

/** Makes the window as tall as the screen's content, so that all of it is in the picture. */
async function unroll(page) {
  const height = await page.evaluate(() => {
    const pageHidden = document.querySelector('.page').scrollHeight - document.querySelector('.page').clientHeight
    return Math.max(document.querySelector('.app').scrollHeight, innerHeight) + pageHidden
  })
  await page.setViewportSize({ width: sizes.largest.width, height: Math.min(height, 6000) })
}

test('pictures_of_every_screen', { skip }, async (t) => {
  await mkdir(folder, { recursive: true })
  const { hub, page, browser } = await ashaEnrolled(t)
  const unenrolled = await startBridge(t)
  const fresh = await openApp(await browser.newContext({ viewport: phone }), unenrolled.url)
  await picture(fresh, routesWhen('new'), '')
  await goTo(fresh, '/welcome', '[name=language]')
  await enterCode(fresh, await hub.enrol('Bela Nagy'))
  await picture(fresh, routesWhen('no_pin'), '')
  await fresh.locator('.dock .press.main').click()
  await fresh.locator('[role=alert]').waitFor()
  await pictureNow(fresh, 'enrol-confirm-refused')
  await picture(page, routesWhen('enrolled'), '')
  await hub.yearsPass()
  await ask(page, 'sync_now', {})
  await goTo(page, '/sync', '[data-problem=sign_in_expired]')
  await pictureNow(page, 'sync-signed-out')
  await ask(page, 'sign_in', { link: (await hub.signIn('Asha Okoro')).code })
  // With the hub away there is something waiting to be seen.
  await hub.stop()
  await startPatrol(page)
  for (const kind of ['RESIDENT', 'RESIDENT', 'BUSINESS']) await count(page, kind)
  const { record } = await ask(page, 'note_add', { text: 'Gate to the yard open at 14:05', patrol: null, verbatim: false, statement: 'FACT' })
  await picture(page, routesWhen('patrol'), record)
  await lock(page)
  await picture(page, routesWhen('locked'), '')
  await goTo(page, '/lock', '#open')
  await page.setViewportSize(phone)
  await tryWrongPin(page, '111222')
  await pictureNow(page, 'lock-wrong')
  for (let more = 0; more < 6; more += 1) await ask(page, 'unlock', { pin: '111222' }).catch(() => undefined)
  await page.reload()
  await page.getByRole('timer').waitFor()
  await pictureNow(page, 'lock-wait')
})
