// The supervisors' pages: somebody signed in to them, what is wrong with one, and a keyboard alone.
import path from 'node:path'
import { axe, smallTargets } from './look.mjs'
import { folder } from './pictures.mjs'

const names = { supervisor: 'Sam Okoro', analyst: 'Ana Lopez' }

/** A page of a hub with somebody of a role signed in to it, with the keyboard alone. */
export async function signedIn(hub, browser, role, width = 1100, more = {}) {
  const context = await browser.newContext({ viewport: { width, height: 800 }, locale: 'en-GB', ...more })
  const page = await context.newPage()
  await page.goto(hub.address)
  await page.getByLabel('Name').fill(names[role])
  await page.getByLabel('Password').fill(await hub.account(names[role], role))
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'Overview' }).waitFor()
  return page
}

/** What is wrong with a page: what axe finds, what is too small to press, what lies past the edge. */
export async function complaints(page, place) {
  const past = await page.evaluate(() => Math.max(0, document.documentElement.scrollWidth - innerWidth))
  const all = [...(await axe(page)), ...(await smallTargets(page)), ...(past ? [`${past} px past the edge`] : [])]
  return all.map((complaint) => `${place}: ${complaint}`)
}

/** Goes on with Tab until what is wanted has the focus. */
export async function tabTo(page, wanted) {
  for (let n = 0; n < 120; n += 1) {
    await page.keyboard.press('Tab')
    if (await wanted.evaluate((node) => node === document.activeElement)) return
  }
  throw new Error('the keyboard does not reach it')
}

/** Presses what leads to another page. */
export async function presses(page, wanted) {
  await tabTo(page, wanted)
  await Promise.all([page.waitForEvent('load'), page.keyboard.press('Enter')])
}

/** The whole page as a picture, where pictures are wanted. */
export async function shot(page, name) {
  if (folder !== undefined) await page.screenshot({ path: path.join(folder, `${name}.png`), fullPage: true })
}
