// What an officer does with the app, in the words of the screens.
import { startBridge, startBrowser, startHub } from './parts.mjs'

export const inStockton = '54.5645,-1.3125'
export const phone = { width: 360, height: 740 }
export const herPin = '280461'

/** Asha, who patrols. */
export const ashaEnrolled = (t, said = {}) => enrolled(t, { name: 'Asha Okoro', role: 'enforcement_officer', ...said })

/** Somebody with an enrolled phone: `{ hub, bridge, browser, context, page }`, Today on screen. */
export async function enrolled(t, { name, role, location = inStockton, viewport = phone, streets = true }) {
  const hub = await startHub(t, { streets })
  const bridge = await startBridge(t, { location })
  const browser = await startBrowser(t)
  const context = await browser.newContext({ viewport, hasTouch: true, locale: 'en-GB', timezoneId: 'Europe/London' })
  context.setDefaultTimeout(15_000)
  const page = await openApp(context, bridge.url)
  await enrol(page, await hub.enrol(name, role))
  await page.locator(location === null ? '.tabs' : '#start').waitFor()
  return { hub, bridge, browser, context, page }
}

/** A page of the app, with every trusted tap counted by a listener on the document. */
export async function openApp(context, url) {
  const page = await context.newPage()
  await page.addInitScript(() => {
    window.taps = 0
    window.violations = []
    document.addEventListener('click', (event) => event.isTrusted && (window.taps += 1), true)
    document.addEventListener('securitypolicyviolation', (event) => window.violations.push(event.violatedDirective))
  })
  await page.goto(url)
  await page.locator('main h1, header h1').first().waitFor()
  return page
}

export const taps = (page) => page.evaluate(() => window.taps)

export async function enrol(page, given) {
  await enterCode(page, given)
  await choosePin(page, herPin)
  await page.getByText('Completed').nth(2).waitFor()
  await page.getByRole('link', { name: 'Start' }).click()
}

/** Up to S03, where the PIN is to be chosen. */
export async function enterCode(page, { link }) {
  await page.getByRole('link', { name: 'Enter your code' }).click()
  await page.getByLabel('Code or link').fill(link)
  await page.getByRole('button', { name: 'Continue' }).click()
  await page.locator('#field-pin').waitFor()
}

/** Types a new PIN twice, wherever one is asked for, and presses the main button. */
export async function choosePin(page, pin, again = pin) {
  await page.getByLabel('New PIN', { exact: true }).fill(pin)
  await page.getByLabel('New PIN again').fill(again)
  await page.locator('.dock .press.main').click()
}

/** Shuts the book, past the screen, as the core does by itself after a while. */
export async function lock(page) {
  await ask(page, 'lock_now', {})
  await page.locator('#open').waitFor()
}

/** Types a PIN on the pad and presses Open: one tap for each digit and one more. */
export async function tryPin(page, pin) {
  for (const digit of pin) await page.locator(`[data-key="${digit}"]`).click()
  await page.locator('#open').click()
}

export async function unlock(page, pin = herPin) {
  await tryPin(page, pin)
  await page.locator('.tabs').waitFor()
}

/** A PIN that is not hers: the refusal is on screen and the dots are empty again. */
export async function tryWrongPin(page, pin) {
  const asked = page.waitForResponse((answer) => answer.url().endsWith('/ipc/lock_state'))
  await tryPin(page, pin)
  await asked
  await page.locator('[role=alert]').waitFor()
  await page.waitForFunction(() => document.querySelectorAll('.dots .full').length === 0)
}

export async function startPatrol(page) {
  await goTo(page, '/', '#start')
  await page.locator('#start').click()
  await page.locator('#finish').waitFor()
}

/** Waits until so many places, or any, are on the phone. */
export async function placesHeld(page, least = 1) {
  await page.waitForFunction(
    async ([most]) => {
      const headers = { Authorization: `Bearer ${sessionStorage.getItem('beatbook-token')}`, 'Content-Type': 'application/json' }
      const answer = await fetch('/ipc/place_state', { method: 'POST', headers, body: '{}' })
      return answer.ok && (await answer.json()).held >= most
    },
    [least],
    { polling: 100 },
  )
}

/** Waits until the phone knows who may do what. */
export async function powersHeld(page) {
  await page.waitForFunction(
    async () => {
      const headers = { Authorization: `Bearer ${sessionStorage.getItem('beatbook-token')}`, 'Content-Type': 'application/json' }
      const answer = await fetch('/ipc/power_list', { method: 'POST', headers, body: '{}' })
      return answer.ok && (await answer.json()).version !== null
    },
    undefined,
    { polling: 100 },
  )
}

/** Opens a route as the router knows it and waits for what shows that it is there. */
export async function goTo(page, route, ready) {
  await page.evaluate((to) => (location.hash = `#${to}`), route)
  await page.locator(ready).first().waitFor()
}

/** One tap on a counter, once the guard against double taps is over; waits for the count to be painted. */
export async function count(page, kind) {
  const tile = page.locator(`[data-kind=${kind}]`)
  const before = Number(await tile.locator('.number').textContent())
  await page.waitForFunction((k) => performance.now() - (window.tappedAt?.[k] ?? -1000) > 300, kind)
  await tile.click()
  await page.evaluate((k) => ((window.tappedAt ??= {})[k] = performance.now()), kind)
  await page.waitForFunction(
    ([k, n]) => document.querySelector(`[data-kind=${k}] .number`)?.textContent === String(n),
    [kind, before + 1],
  )
}

/** The counts as they stand on the tiles. */
export const counts = (page) =>
  page.$$eval('[data-kind]', (tiles) =>
    Object.fromEntries(tiles.map((tile) => [tile.dataset.kind, Number(tile.querySelector('.number').textContent)])),
  )

/** Asks the core as the screen does, past the screen. For setting the stage only. */
export const ask = (page, name, body) =>
  page.evaluate(
    async ([command, input]) => {
      const headers = { Authorization: `Bearer ${sessionStorage.getItem('beatbook-token')}`, 'Content-Type': 'application/json' }
      const answer = await fetch(`/ipc/${command}`, { method: 'POST', headers, body: JSON.stringify(input) })
      if (!answer.ok) throw new Error(await answer.text())
      return answer.json()
    },
    [name, body],
  )

/** Changes settings and waits until the document wears them. */
export async function wear(page, change) {
  const { settings } = await ask(page, 'lock_state', {})
  await ask(page, 'settings_put', { ...settings, ...change })
  await page.waitForFunction((wanted) => {
    const { theme, text } = document.documentElement.dataset
    return (
      theme === wanted.theme && text === wanted.text_size && document.documentElement.lang.startsWith(wanted.language)
    )
  }, { ...settings, ...change })
}
