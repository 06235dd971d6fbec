// A picture of every screen in every theme, to be looked at by people: axe does not see an ugly screen.
import { mkdir } from 'node:fs/promises'
import { test } from 'node:test'
import { ashaEnrolled, ask, count, enterCode, goTo, lock, openApp, phone, powersHeld, startPatrol, tryWrongPin, wear } from './support/officer.mjs'
import { startBridge } from './support/parts.mjs'
import { stagePhotos } from './support/photos.mjs'
import { folder, pictureNow, shoot, sizes } from './support/pictures.mjs'
import { address, routesWhen, visits } from './support/routes.mjs'
import { belaEnrolled, idrisEnrolled, stageJob, stageStreet } from './support/stages.mjs'

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

const fileName = (route) =>
  ({ '/': 'today', '*': 'missing' })[route] ?? route.slice(1).replaceAll(/[^a-z]+/g, '-')

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
  const note = await ask(page, 'note_add', { text: 'Gate to the yard open at 14:05', patrol: null, verbatim: false, statement: 'FACT' })
  const record = await stagePhotos(page, note.record)
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

test('pictures_of_a_street_and_of_a_job', { skip }, async (t) => {
  await mkdir(folder, { recursive: true })
  const { page: street } = await belaEnrolled(t)
  await picture(street, routesWhen('street'), await stageStreet(street))
  const { page: van } = await idrisEnrolled(t)
  const staged = await stageJob(van)
  await ask(van, 'job_start', { allocation: staged.job })
  await picture(van, routesWhen('job'), staged)
})

const forms = ['action', 'subject', 'intelligence_report', 'lead', 'inspection', 'hardening_signup', 'safeguarding_concern']

test('pictures_of_forms', { skip }, async (t) => {
  await mkdir(folder, { recursive: true })
  const { page } = await ashaEnrolled(t)
  for (const one_at_a_time of [true, false]) {
    for (const kind of forms) {
      await wear(page, { one_at_a_time })
      await goTo(page, '/add', '.grid .press')
      await goTo(page, `/write/${kind}`, one_at_a_time ? '#next' : '#save')
      await pictureNow(page, `write-${kind}-${one_at_a_time ? 'one' : 'all'}`)
    }
  }
})

test('pictures_of_a_penalty', { skip }, async (t) => {
  await mkdir(folder, { recursive: true })
  const { page } = await ashaEnrolled(t)
  await powersHeld(page)
  await goTo(page, '/power', '[data-code=PSPO-FPN]')
  await pictureNow(page, 'power-offered')
  await page.locator('[data-code=PSPO-FPN]').click()
  for (const field of ['sign_photographed', 'age_asked']) await page.locator(`#${field}-NO`).click()
  await pictureNow(page, 'power-penalty')
})
