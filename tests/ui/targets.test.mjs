// What was promised and how far it has got: read by a supervisor on a narrow screen and a wide one.
import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { test } from 'node:test'
import { complaints, shot, signedIn } from './support/pages.mjs'
import { belaEnrolled, handedIn, write } from './support/stages.mjs'

const year = new Date().getUTCFullYear()
const plan = {
  programmes: [
    {
      name: 'Safer streets',
      funder: 'A fund',
      from: `${year}-01-01`,
      to: `${year}-12-31`,
      targets: [
        { name: 'Camera columns', measure: 'equipment/CCTV_COLUMN', target: 1, budget: 9000, spent: 8500 },
        { name: 'Hours of officers', measure: 'person-hours', target: 13_000 },
      ],
    },
  ],
}

for (const width of [320, 1100]) {
  test(`a_supervisor_sees_what_was_promised_and_the_record_behind_it_at_${width}_px`, async (t) => {
    const { hub, page: bela, browser } = await belaEnrolled(t)
    const column = await write(bela, 'street_asset', { asset_no: 'C 12', asset_type: 'CCTV_COLUMN', state: 'INSTALLED' })
    await handedIn(bela)
    const page = await signedIn(hub, browser, 'supervisor', width)
    await page.getByRole('link', { name: 'Targets' }).click()
    await page.getByText('Nothing was read in yet.').waitFor()
    const file = path.join(hub.data, 'plan.json')
    await writeFile(file, JSON.stringify(plan))
    await hub.importTargets(file)
    await page.reload()
    await page.getByText('Of 2 targets: 1 reached, 1 behind.').waitFor()
    assert.deepEqual(await complaints(page, 'targets'), [])
    await shot(page, `targets-${width}`)
    await page.getByRole('link', { name: 'Camera columns' }).click()
    assert.equal(await page.locator('#records td.id').textContent(), column)
  })
}
