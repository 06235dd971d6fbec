// Users and enrolment: an officer is invited with a keyboard alone, on a narrow screen and a wide one; a phone is revoked with no script.
import assert from 'node:assert/strict'
import path from 'node:path'
import { test } from 'node:test'
import { complaints, presses, shot, signedIn, tabTo } from './support/pages.mjs'
import { startBrowser, startHub } from './support/parts.mjs'

for (const width of [320, 1100]) {
  test(`an_officer_is_invited_with_the_keyboard_alone_at_${width}_px`, async (t) => {
    const hub = await startHub(t, { streets: false })
    const browser = await startBrowser(t)
    const page = await signedIn(hub, browser, 'supervisor', width)

    await presses(page, page.getByRole('link', { name: 'Users and enrolment' }))
    assert.deepEqual(await complaints(page, 'empty'), [])
    await presses(page, page.getByRole('button', { name: 'Make the code' }))
    await page.getByRole('heading', { name: 'There is a problem' }).waitFor()
    assert.deepEqual(await complaints(page, 'wrong'), [])
    await shot(page, `users-wrong-${width}`)

    await tabTo(page, page.getByLabel('Name', { exact: true }))
    await page.keyboard.type('Asha Khan')
    await tabTo(page, page.locator('#role'))
    await page.keyboard.type('Enforcement')
    await tabTo(page, page.locator('#areas'))
    await page.keyboard.type('stockton')
    await presses(page, page.getByRole('button', { name: 'Make the code' }))
    await page.getByRole('heading', { name: 'The code for Asha Khan' }).waitFor()
    await page.getByRole('img', { name: 'QR code of the link below' }).waitFor()
    const link = await page.locator('#link').textContent()
    assert.match(link, new RegExp(`^beatbook://enrol\\?s=${hub.address}&t=[0-9A-Z]{16}&f=[0-9a-f]{16}$`))
    assert.deepEqual(await complaints(page, 'code'), [])
    await shot(page, `users-code-${width}`)
    await page.emulateMedia({ forcedColors: 'active' })
    await shot(page, `users-code-colours-${width}`)
    await page.emulateMedia({ forcedColors: 'none' })
    await presses(page, page.getByRole('link', { name: 'Back to users and enrolment' }))
    await page.getByText('Asha Khan, Enforcement officer, stockton: until').waitFor()
    assert.equal((await page.content()).includes(/t=([0-9A-Z]{16})/.exec(link)[1]), false, 'shown once')
    assert.deepEqual(await complaints(page, 'waits'), [])
    await shot(page, `users-${width}`)
  })
}

test('a_phone_is_revoked_with_no_script_once_the_box_is_ticked', async (t) => {
  const hub = await startHub(t, { streets: false })
  const { link } = await hub.enrol('Bela Nagy')
  const code = new URL(link.replace('beatbook://enrol', 'http://enrol/')).searchParams.get('t')
  const pair = await crypto.subtle.generateKey('Ed25519', true, ['sign', 'verify'])
  const hex = (bytes) => Buffer.from(bytes).toString('hex')
  const answer = await fetch(`${hub.address}/v1/enrol`, {
    method: 'POST',
    body: JSON.stringify({
      code,
      public_key: hex(await crypto.subtle.exportKey('raw', pair.publicKey)),
      proof: hex(await crypto.subtle.sign('Ed25519', pair.privateKey, Buffer.from(`beatbook-enrol\n${code}`))),
    }),
  })
  assert.equal(answer.status, 200)
  const browser = await startBrowser(t)
  // axe needs scripts: what the page does must not.
  const context = await browser.newContext({ viewport: { width: 320, height: 800 }, locale: 'en-GB', javaScriptEnabled: false })
  const page = await context.newPage()
  await page.goto(hub.address)
  await page.getByLabel('Name').fill('Sam Okoro')
  await page.getByLabel('Password').fill(await hub.account('Sam Okoro', 'supervisor'))
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('link', { name: 'Users and enrolment' }).click()
  await page.getByRole('link', { name: 'Bela Nagy' }).click()
  await page.getByRole('button', { name: 'Revoke this phone' }).click()
  await page.getByText('Tick the box to say that you mean this device').first().waitFor()
  await shot(page, 'users-device-unsure-320')
  await page.getByLabel('Revoke the phone of Bela Nagy').check()
  await page.getByRole('button', { name: 'Revoke this phone' }).click()
  await page.getByText('It hears nothing more.').waitFor()
  await shot(page, 'users-device-320')
  await page.getByRole('link', { name: 'Back to users and enrolment' }).click()
  await page.getByRole('cell', { name: /^Revoked on / }).waitFor()
  await page.getByRole('cell', { name: 'Revoked a device' }).waitFor()
})
