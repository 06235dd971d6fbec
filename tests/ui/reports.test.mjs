// Reports in tables, as a supervisor and an analyst read them, on a narrow screen and a wide one.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { complaints, shot, signedIn } from './support/pages.mjs'
import { belaEnrolled, handedIn, write } from './support/stages.mjs'

async function looks(page, name) {
  assert.deepEqual(await complaints(page, name), [])
  await shot(page, name)
}

const shop = (business, offences) => ({
  business,
  offences_12m: offences,
  problems: ['SHOP_THEFT'],
  plan: 'A radio, and a call on Fridays',
})

for (const width of [320, 1100]) {
  test(`a_supervisor_reads_shops_packs_and_how_safe_people_feel_at_${width}_px`, async (t) => {
    const { hub, page: bela, browser } = await belaEnrolled(t)
    const corner = await write(bela, 'shop_problem', shop('Corner Shop', 6))
    await write(bela, 'shop_problem', shop('Baker', 2))
    await write(bela, 'outreach_session', { session_type: 'SCHOOL', held_on: '2026-01-05', attendance: 31, minutes: 50 })
    await handedIn(bela)
    const colorScheme = width === 320 ? 'dark' : 'light'
    const page = await signedIn(hub, browser, 'supervisor', width, { colorScheme })
    await page.getByRole('link', { name: 'Shops with many offences' }).click()
    // Those with many are listed at once; keyboard alone leads from a cell to its records.
    assert.equal(await page.locator('#records td.id').textContent(), corner)
    await page.getByRole('cell', { name: 'Corner Shop' }).waitFor()
    await page.getByRole('link', { name: /^1, .*no review day: shops$/ }).focus()
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: /no review day: shops: 1 record$/ }).waitFor()
    assert.equal(await page.locator('#records td.id').textContent(), corner)
    await looks(page, `reports-shops-${width}`)
    await page.getByRole('link', { name: 'Outreach sessions' }).click()
    await page.getByRole('link', { name: '31, Sessions by kind: In a school: attendance' }).click()
    assert.equal(await page.locator('#records tbody td.number').textContent(), '31')
    await looks(page, `reports-outreach-${width}`)
    for (const name of ['Ledger of security packs', 'Home security packs', 'Feeling safe and incidents', 'Partner activity']) {
      await page.getByRole('link', { name, exact: true }).click()
      await page.getByRole('heading', { name, level: 1 }).waitFor()
      await looks(page, `reports-${name.toLowerCase().replaceAll(' ', '-')}-${width}`)
    }
  })
}

test('an_analyst_counts_shops_and_reads_no_name_of_one_and_no_page_needs_a_script', async (t) => {
  const { hub, page: bela, browser } = await belaEnrolled(t)
  const corner = await write(bela, 'shop_problem', shop('Corner Shop', 6))
  await handedIn(bela)
  const page = await signedIn(hub, browser, 'analyst', 320, { javaScriptEnabled: false })
  await page.getByRole('link', { name: 'Shops with many offences' }).click()
  assert.equal(await page.locator('#records td.id').textContent(), corner)
  assert.equal(await page.getByText('Corner Shop').count(), 0)
  // The control: the same page names it to a supervisor.
  const sam = await signedIn(hub, browser, 'supervisor', 320, { javaScriptEnabled: false })
  await sam.goto(`${hub.address}/reports/shops`)
  assert.equal(await sam.getByText('Corner Shop').count(), 1)
})
