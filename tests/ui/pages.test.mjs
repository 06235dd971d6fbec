// The supervisors' pages: read by somebody who cannot see, pressed by somebody with cold hands.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startBrowser, startHub } from './support/parts.mjs'
import { axe, smallTargets } from './support/look.mjs'

const pastTheEdge = (page) => page.evaluate(() => Math.max(0, document.documentElement.scrollWidth - innerWidth))

async function complaints(page, place) {
  const past = await pastTheEdge(page)
  const all = [...(await axe(page)), ...(await smallTargets(page)), ...(past ? [`${past} px past the edge`] : [])]
  return all.map((complaint) => `${place}: ${complaint}`)
}

async function signedIn(t, width) {
  const hub = await startHub(t)
  const password = await hub.account('Sam Okoro', 'supervisor')
  const browser = await startBrowser(t)
  const context = await browser.newContext({ viewport: { width, height: 800 }, locale: 'en-GB' })
  const page = await context.newPage()
  await page.goto(hub.address)
  return { page, password }
}

for (const width of [320, 1100]) {
  test(`supervisors_can_sign_in_and_read_the_summary_at_${width}_px`, async (t) => {
    const { page, password } = await signedIn(t, width)
    assert.deepEqual(await complaints(page, 'sign in'), [])
    await page.getByLabel('Name').fill('Sam Okoro')
    await page.getByLabel('Password').fill('not the password')
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.waitForLoadState()
    assert.deepEqual(await complaints(page, 'refused'), [])
    await page.getByLabel('Name').fill('Sam Okoro')
    await page.getByLabel('Password').fill(password)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByRole('heading', { name: 'Patrol summary' }).waitFor()
    assert.deepEqual(await complaints(page, 'summary'), [])
  })
}

test('a_planted_small_link_and_a_missing_label_are_caught', async (t) => {
  const { page } = await signedIn(t, 320)
  await page.evaluate(() => {
    document.querySelector('label').remove()
    document.querySelector('button').style.cssText = 'height: 20px; min-height: 0; padding: 0'
  })
  const said = (await complaints(page, 'planted')).join('\n')
  assert.match(said, /axe label/)
  assert.match(said, /target/)
})
