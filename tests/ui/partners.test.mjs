// What partners count themselves, beside the outcomes: read by a supervisor on a narrow screen and a wide one.
import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { test } from 'node:test'
import { complaints, signedIn } from './support/pages.mjs'
import { startBrowser, startHub } from './support/parts.mjs'
import { folder } from './support/pictures.mjs'
import { placesFile, streets } from './support/police.mjs'

const file = `place,measure,months,against,count,pct_change
The square,Synthetic ASB incidents,2022-07..2023-06,,40,
The square,Synthetic ASB incidents,2023-07..2024-06,,18,
The quay,Synthetic ASB incidents,2023-07..2024-06,2022-07..2023-06,,-37%
`

for (const width of [320, 1100]) {
  test(`sam_reads_what_the_police_count_themselves_with_its_source_at_${width}_px`, async (t) => {
    const hub = await startHub(t, { streets: false })
    await hub.importPoliceUk(await streets(t))
    await hub.importOutcomePlaces(await placesFile(t))
    const browser = await startBrowser(t)
    const page = await signedIn(hub, browser, 'supervisor', width)
    await page.getByRole('link', { name: 'Outcomes' }).click()
    await page.getByRole('heading', { name: 'Outcomes' }).waitFor()
    assert.equal(await page.locator('#partners').count(), 0, 'nobody said anything yet')
    const given = path.join(hub.data, 'partner.csv')
    await writeFile(given, file)
    await hub.importPartnerFigures('Testshire Police', 'Its own beats, by its own rules', given)
    await page.goto(`${hub.address}/outcomes?before_from=2022-07&before_to=2023-06&after_from=2023-07&after_to=2024-06`)
    const rows = page.locator('#partners tbody tr')
    assert.deepEqual(await rows.nth(0).locator('td').allTextContents(), [
      'Synthetic ASB incidents Small count', '40', '18', '\u221255% ', 'Testshire Police',
    ].map((text) => text.replace(/% $/, '%')))
    assert.deepEqual(await rows.nth(1).locator('td').allTextContents(), [
      'Synthetic ASB incidents', '–', '–', '\u221237% Stated', 'Testshire Police',
    ])
    assert.deepEqual(await complaints(page, 'partners'), [])
    if (folder !== undefined) await page.locator('#partners').screenshot({ path: path.join(folder, `partners-${width}.png`) })
  })
}
