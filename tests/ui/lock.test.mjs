// The lock before the book: what it hides, what opens it, and that nobody gets round it.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  ashaEnrolled, ask, choosePin, count, enterCode, goTo, herPin, lock, openApp, startPatrol, tryPin, tryWrongPin, unlock,
} from './support/officer.mjs'
import { startBridge, startBrowser, startHub } from './support/parts.mjs'
import { address, routerTable } from './support/routes.mjs'

const otherPin = '917305'
const seconds = async (page) => {
  const [minutes, rest] = (await page.getByRole('timer').textContent()).split(':').map(Number)
  return minutes * 60 + rest
}
/** Every address that the router knows, for a record that exists. */
const everywhere = (record) => Object.keys(routerTable).map((route) => address(route, record))
const refused = (page, name, body) => ask(page, name, body).then(() => undefined, (error) => error.message)
const title = (page) => page.getByRole('heading', { level: 1 }).textContent()

test('asha_locks_her_phone_and_only_her_pin_opens_it', async (t) => {
  const { page } = await ashaEnrolled(t)
  await startPatrol(page)
  const begun = Date.now()
  await count(page, 'RESIDENT')
  const place = await page.locator('h2').first().textContent()
  const { record } = await ask(page, 'note_add', { text: 'Gate to the yard open', patrol: null, verbatim: false, statement: 'FACT' })
  await goTo(page, `/records/${record}`, 'ol.rows li')
  const secrets = ['Gate to the yard', 'Asha', place, record, 'Resident']
  const seen = await page.content()
  assert.ok(seen.includes('Gate to the yard') && seen.includes('Asha'), 'what is looked for can be found')
  await goTo(page, '/more', '#lock-now')
  await page.locator('#lock-now').click()
  await page.getByText('Patrol still running').waitFor()

  for (const path of everywhere(record)) {
    await goTo(page, path, '[role=group], #request, #call-danger')
    await page.waitForFunction(() => ['#/lock', '#/rescue', '#/emergency'].includes(location.hash))
    assert.equal(await page.locator('.tabs, .chip').count(), 0, `${path} shows no way into the app`)
    const behind = await page.content()
    assert.deepEqual(secrets.filter((secret) => behind.includes(secret)), [], `behind ${path}`)
    assert.match(await page.title(), /^(Locked|Forgotten PIN|Emergency) – Beatbook$/)
  }
  await goTo(page, '/lock', '#open')
  assert.match(await refused(page, 'record_read', { record }), /"locked"/)
  await tryWrongPin(page, otherPin)
  await page.getByRole('alert').getByText('This is not your PIN').waitFor()
  assert.ok(await page.locator('[data-key="0"]').isVisible())
  await unlock(page)
  await page.getByRole('heading', { name: 'More', exact: true }).waitFor()

  await goTo(page, '/patrol', '[data-kind=RESIDENT]')
  await lock(page)
  await unlock(page)
  await page.locator('[data-kind=RESIDENT] .number', { hasText: /^1$/ }).waitFor()
  const [shown, real] = [await seconds(page), (Date.now() - begun) / 1000]
  assert.ok(Math.abs(shown - real) <= 2, `the clock shows ${shown} s after ${real} s`)
  const kept = await page.evaluate(() => JSON.stringify([location.href, document.title, { ...localStorage }, { ...sessionStorage }]))
  assert.ok(!kept.includes(herPin) && kept.includes('Beatbook'))
})

test('a_note_half_written_when_the_book_shuts_is_there_after_the_pin', async (t) => {
  const { page } = await ashaEnrolled(t)
  await goTo(page, '/note', '#field-text')
  await page.getByLabel('What happened').fill('Two bikes')
  await page.locator('[data-draft=kept]').waitFor()
  await lock(page)
  assert.equal(await page.locator('textarea, input').count(), 0)
  await unlock(page)
  await page.locator('[data-draft=found]').waitFor()
  assert.equal(await page.getByLabel('What happened').inputValue(), 'Two bikes')
})

test('five_wrong_pins_make_a_thief_wait', async (t) => {
  const { page } = await ashaEnrolled(t)
  await lock(page)
  for (let tries = 1; tries <= 4; tries += 1) await tryWrongPin(page, otherPin)
  assert.equal(await page.getByRole('timer').count(), 0, 'thumbs slip: four cost nothing')
  await tryWrongPin(page, otherPin)
  await page.getByRole('timer').waitFor()
  assert.match(await page.getByRole('timer').textContent(), /try again in 00:(30|2\d)/)
  for (const key of await page.locator('[data-key], #open').all()) assert.ok(await key.isDisabled())
  await page.keyboard.type(herPin)
  assert.equal(await page.locator('.dots .full').count(), 0)
  assert.match(await refused(page, 'unlock', { pin: herPin }), /"pin_wait"/, 'even the right one')
  await page.reload()
  await page.getByRole('timer').waitFor()

  await page.locator('#open:enabled').waitFor({ timeout: 45_000 })
  assert.equal(await page.getByRole('timer').count(), 0)
  await unlock(page)
})

test('asha_forgets_her_pin_and_a_rescue_code_opens_her_book', async (t) => {
  const { hub, context, page } = await ashaEnrolled(t)
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await ask(page, 'note_add', { text: 'Gate to the yard open', patrol: null, verbatim: false, statement: 'FACT' })
  await goTo(page, '/records', '.rows li')
  await lock(page)
  await page.getByRole('link', { name: 'I forgot my PIN' }).click()
  await page.locator('#copy').click()
  await page.getByText('Copied').waitFor()
  const request = await page.evaluate(() => navigator.clipboard.readText())
  assert.equal((await page.locator('#request').innerText()).trim().split(/\s+/).join('-'), request)

  await page.getByLabel('Rescue code').fill('AAAA-BBBB')
  await choosePin(page, otherPin)
  await page.locator('[role=alert][data-code=rescue_refused]').waitFor()
  await page.locator('#field-code-error').waitFor()
  await page.getByLabel('Rescue code').fill((await hub.rescue(request)).toLowerCase())
  await page.locator('.dock .press.main').click()
  await page.getByText('Your new PIN counts from now on').waitFor()
  await page.locator('.rows a').first().click()
  await page.getByText('Gate to the yard open').first().waitFor()

  await lock(page)
  await tryWrongPin(page, herPin)
  await unlock(page, otherPin)
})

test('the_pin_cannot_be_skipped', async (t) => {
  const [hub, bridge, browser] = [await startHub(t), await startBridge(t), await startBrowser(t)]
  const context = await browser.newContext()
  let page = await openApp(context, bridge.url)
  await enterCode(page, await hub.enrol('Asha Okoro'))
  // Whom to call in danger is there, and nothing else.
  for (const path of everywhere('a-record').filter((path) => path !== '/emergency')) {
    await goTo(page, path, '#field-pin')
    await page.waitForFunction(() => location.hash === '#/enrol/confirm')
    assert.equal(await title(page), 'Is this you?')
    assert.equal(await page.locator('.tabs').count(), 0)
  }
  assert.match(await refused(page, 'today', {}), /"pin_needed"/)
  await page.close()
  await bridge.stop('SIGKILL')
  page = await openApp(context, (await bridge.again()).url)
  await page.getByText('Asha Okoro').waitFor()
  await choosePin(page, herPin)
  await page.getByRole('heading', { name: 'Get ready' }).waitFor()
})

test('two_pins_that_differ_or_are_too_easy_are_told', async (t) => {
  const [hub, bridge, browser] = [await startHub(t), await startBridge(t), await startBrowser(t)]
  const page = await openApp(await browser.newContext(), bridge.url)
  await enterCode(page, await hub.enrol('Asha Okoro'))
  for (const easy of ['', '12345', '123456', '999999', '28o461']) {
    await choosePin(page, easy)
    await page.locator('#field-pin-error', { hasText: 'must be 6 to 12 digits' }).waitFor()
    assert.equal(await page.evaluate(() => document.activeElement.dataset.code), 'pin_unfit')
  }
  await choosePin(page, herPin, otherPin)
  await page.locator('#field-again-error', { hasText: 'not the same' }).waitFor()
  assert.equal(await page.getByLabel('New PIN again').getAttribute('type'), 'password')
  await page.getByLabel('Show the digits').check()
  assert.equal(await page.getByLabel('New PIN again').getAttribute('type'), 'text')
  assert.equal(await page.getByLabel('New PIN again').inputValue(), otherPin, 'what was typed is still there')
  await choosePin(page, herPin)
  await page.getByRole('heading', { name: 'Get ready' }).waitFor()
})

test('asha_changes_her_pin_and_needs_the_old_one_for_it', async (t) => {
  const { page } = await ashaEnrolled(t)
  await goTo(page, '/more', '#lock-now')
  await page.getByRole('link', { name: 'Change PIN' }).click()
  await page.getByLabel('PIN you use now').fill(otherPin)
  await choosePin(page, otherPin)
  await page.locator('#field-old-error').waitFor()
  await page.getByLabel('PIN you use now').fill(herPin)
  await page.locator('.dock .press.main').click()
  await page.getByText('Your new PIN counts from now on').waitFor()
  await lock(page)
  await tryWrongPin(page, herPin)
  await unlock(page, otherPin)
})

test('asha_unlocks_with_the_keyboard_alone_and_the_digits_are_never_said', async (t) => {
  const { page } = await ashaEnrolled(t)
  await lock(page)
  assert.equal(await page.locator('input, textarea').count(), 0, 'there is nothing to paste into')
  const tries = []
  page.on('request', (request) => request.url().endsWith('/ipc/unlock') && tries.push(request))
  const said = page.locator('[role=status]')
  assert.equal(await said.textContent(), 'Type your PIN')
  await page.keyboard.type('2804')
  assert.equal(await said.textContent(), '4 of at least 6 digits typed')
  assert.equal(await page.locator('.dots .full').count(), 4)
  await page.keyboard.press('Enter')
  await page.getByRole('alert').getByText('at least 6 digits: type the rest').waitFor()
  assert.equal(tries.length, 0, 'a slip is no try')
  await page.keyboard.type('9')
  await page.keyboard.press('Backspace')
  await page.keyboard.type('61')
  assert.equal(await said.textContent(), '6 of at least 6 digits typed')
  assert.equal(await page.locator('[role=alert]').count(), 0)
  assert.ok(!(await page.locator('.app').innerText()).includes(herPin))
  await page.keyboard.press('Enter')
  await page.locator('.tabs').waitFor()
  await page.waitForFunction(() => document.activeElement?.tagName === 'MAIN')
  assert.equal(tries.length, 1)
})

test('the_tab_key_reaches_every_key_of_the_pad_and_enter_presses_it', async (t) => {
  const { page } = await ashaEnrolled(t)
  await lock(page)
  for (const digit of herPin) {
    await page.locator(`[data-key="${digit}"]`).focus()
    await page.keyboard.press('Enter')
  }
  await page.locator('[data-key="9"]').focus()
  const passed = []
  for (let step = 0; step < 3; step += 1) {
    await page.keyboard.press('Tab')
    passed.push(await page.evaluate(() => document.activeElement.dataset.key ?? document.activeElement.id))
  }
  assert.deepEqual(passed, ['0', 'Backspace', 'open'])
  await page.keyboard.press('Enter')
  await page.locator('.tabs').waitFor()
})

test('a_page_that_is_put_away_says_so_and_one_that_comes_back_in_time_stays_open', async (t) => {
  const { page } = await ashaEnrolled(t)
  const turn = (state) =>
    page.evaluate((visibility) => {
      Object.defineProperty(document, 'visibilityState', { value: visibility, configurable: true })
      document.dispatchEvent(new Event('visibilitychange'))
    }, state)
  const heard = (name) => page.waitForResponse((answer) => answer.url().endsWith(`/ipc/${name}`) && answer.ok())
  const [away] = await Promise.all([heard('put_away'), turn('hidden')])
  assert.ok(away.ok())
  await Promise.all([heard('stay_open'), turn('visible')])
  assert.equal((await ask(page, 'lock_state', {})).stage, 'open')
  await lock(page)
  const said = []
  page.on('request', (request) => said.push(request.url().split('/').pop()))
  await Promise.all([heard('lock_state'), turn('visible')])
  assert.ok(!said.includes('stay_open'), 'a shut book is not kept open')
})

test('the_pin_is_asked_for_again_when_the_app_was_ended', async (t) => {
  const { bridge, context, page } = await ashaEnrolled(t)
  await goTo(page, '/records', 'main')
  await page.close()
  await bridge.stop('SIGKILL')
  const again = await openApp(context, (await bridge.again()).url)
  assert.equal(await title(again), 'Locked')
  await tryPin(again, herPin)
  await again.getByRole('heading', { name: 'Records' }).waitFor()
})
