// Whole days on the screens of three roles, with no signal from the first tap to the last and the app killed after every
// step; in the evening the slip says that the hub has all of it.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { dying } from './support/killed.mjs'
import { ask, ashaEnrolled, count, counts, goTo, placesHeld, startPatrol, taps, wear } from './support/officer.mjs'
import { labelOf } from './support/photos.mjs'
import { belaEnrolled, handedIn, idrisEnrolled, sign, stageJob } from './support/stages.mjs'

// Words of the notice alone: the chip says of what waits that it is saved on this phone, all day.
const saved = /saved on this phone\. Reference/
const notice = (page, text) => page.getByText(text).first().waitFor()

/** The evening: the hub can be reached again, and the slip is empty of anything unsent. */
async function handsIn(page, hub, least) {
  const waiting = (await ask(page, 'sync_state', {})).chip.waiting
  assert.ok(waiting >= least, `nothing was sent all day: ${waiting}`)
  await hub.again()
  await handedIn(page)
  await goTo(page, '/slip', '#all-there')
  assert.equal(await page.locator('[data-why]:not([data-why=confirmed])').count(), 0)
}

/** Fills a form in, is killed, finds it as it was, and saves it. */
async function writes(day, route, fill, filled) {
  await goTo(day.page(), route, '#save')
  // What may be left out stands behind a fold.
  for (const more of await day.page().locator('details').all()) await more.evaluate((node) => (node.open = true))
  await day.typed(fill, filled)
  await day.step(
    async (page) => {
      await page.locator('#save').click()
      // What names a person is read once more first.
      await page.locator('#earlier').or(page.getByText(saved)).first().waitFor()
      if (await page.locator('#earlier').isVisible()) await page.locator('#save').click()
      await notice(page, saved)
    },
    async (page) => assert.deepEqual((await ask(page, 'today', {})).drafts, [], 'no draft is left over'),
  )
}

/** The number comes off a photo of the label, into the box where it can be seen. */
async function readsTheLabel(page, number) {
  const chooser = page.waitForEvent('filechooser')
  await page.locator('#add-photo-SERIAL').click()
  await (await chooser).setFiles({ name: 'label.jpg', mimeType: 'image/jpeg', buffer: await labelOf(page, number) })
  await page.waitForFunction((wanted) => document.querySelector('#field-serial')?.value === wanted, number)
}

test('asha_works_a_whole_day_on_the_screens_and_is_killed_after_every_step', async (t) => {
  const phone = await ashaEnrolled(t)
  const { hub } = phone
  await placesHeld(phone.page)
  await wear(phone.page, { one_at_a_time: false })
  await hub.stop()
  const day = dying(phone)

  await writes(
    day,
    '/write/shift?back=/',
    (page) => page.locator('#field-call_sign').fill('SB 4'),
    async (page) => assert.equal(await page.locator('#field-call_sign').inputValue(), 'SB 4'),
  )
  await day.step(startPatrol, (page) => page.locator('#finish').waitFor())
  for (const [kind, expected] of [['RESIDENT', 1], ['BUSINESS', 1], ['RESIDENT', 2]]) {
    await day.step((page) => count(page, kind), async (page) => {
      await page.locator('#finish').waitFor()
      assert.equal((await counts(page))[kind], expected)
    })
  }
  await day.page().locator('#detail').click()
  await day.typed(
    (page) => page.locator('#field-place_unsafe').fill('The underpass'),
    async (page) => assert.equal(await page.locator('#field-place_unsafe').inputValue(), 'The underpass'),
  )
  await day.step((page) => page.locator('#save').click().then(() => page.locator('#finish').waitFor()), async (page) => {
    const { tap } = (await ask(page, 'patrol_live', {})).last_tap
    assert.equal((await ask(page, 'record_read', { record: tap })).values.place_unsafe, 'The underpass')
  })
  await day.step(
    async (page) => {
      await page.locator('#asb').click()
      await page.locator('[data-type=ROWDY]').click()
      await page.locator('#save').click()
      await notice(page, saved)
    },
    async (page) => assert.equal((await ask(page, 'record_list', { kind: 'observation', before: null, limit: 5 })).length, 1),
  )
  await writes(
    day,
    '/write/street_asset?back=/patrol',
    (page) => page.locator('#field-asset_no').fill('C 12'),
    async (page) => {
      assert.equal(await page.locator('#field-asset_no').inputValue(), 'C 12')
      await page.locator('[name=asset_type][value=CCTV_COLUMN]').check()
      await page.locator('[name=state][value=INSTALLED]').check()
    },
  )
  await goTo(day.page(), '/patrol/finish', '#save')
  await day.typed(
    (page) => page.locator('#field-note').fill('Quiet after four'),
    async (page) => assert.equal(await page.locator('#field-note').inputValue(), 'Quiet after four'),
  )
  await day.step((page) => page.locator('#save').click().then(() => notice(page, 'Patrol saved on this phone')), (page) => page.locator('#start').waitFor())
  await goTo(day.page(), '/shift/end', '#end-shift')
  await day.typed(
    (page) => page.locator('#field-handover').fill('Bench again tomorrow'),
    async (page) => assert.equal(await page.locator('#field-handover').inputValue(), 'Bench again tomorrow'),
  )
  await day.step((page) => page.locator('#end-shift').click().then(() => page.locator('#send').waitFor()), async (page) =>
    assert.equal((await ask(page, 'today', {})).shift, null),
  )
  await handsIn(day.page(), hub, 9)
})

test('bela_works_a_whole_day_on_the_screens_and_is_killed_after_every_step', async (t) => {
  const phone = await belaEnrolled(t)
  const { hub } = phone
  await placesHeld(phone.page)
  await wear(phone.page, { one_at_a_time: false })
  await hub.stop()
  const day = dying(phone)

  await goTo(day.page(), '/walk', '[data-street="Elm Terrace"]')
  await day.step((page) => page.locator('[data-street="Elm Terrace"]').first().click().then(() => page.locator('[data-mark]').first().waitFor()), (page) => page.locator('[data-mark]').first().waitFor())
  for (const [house, result] of [['900001', 'NO_CONCERN'], ['900003', 'NOT_SEEN']]) {
    await day.step(
      async (page) => {
        const before = await taps(page)
        await page.locator(`#house-${house} [data-mark=${result}]`).click()
        await page.locator(`#house-${house}[data-result=${result}]`).waitFor()
        assert.equal((await taps(page)) - before, 1)
      },
      (page) => page.locator(`#house-${house}[data-result=${result}]`).waitFor(),
    )
  }
  await day.page().locator('#house-900005 [data-mark=REFER]').click()
  await day.page().locator('#field-note').waitFor()
  await day.typed(
    (page) => page.locator('#field-note').fill('Boarded at the back'),
    async (page) => assert.equal(await page.locator('#field-note').inputValue(), 'Boarded at the back'),
  )
  await day.step((page) => page.locator('#save').click().then(() => page.locator('#house-900005[data-result=REFER]').waitFor()), (page) =>
    page.locator('#house-900005[data-result=REFER]').waitFor(),
  )
  await day.step((page) => page.locator('#finish').click().then(() => page.locator('.tabs').waitFor()), async (page) =>
    assert.equal((await ask(page, 'record_list', { kind: 'audit_observation', before: null, limit: 9 })).length, 3),
  )
  await goTo(day.page(), '/round', '[data-street="Elm Terrace"]')
  await day.step((page) => page.locator('[data-street="Elm Terrace"]').first().click().then(() => page.locator('[data-outcome]').first().waitFor()), (page) =>
    page.locator('[data-outcome]').first().waitFor(),
  )
  await day.step(
    async (page) => {
      await page.locator('[data-outcome=SPOKEN]').first().click()
      await page.locator('[data-state=done]').waitFor()
    },
    (page) => page.locator('[data-state=done]').waitFor(),
  )
  await writes(
    day,
    '/write/inspection?uprn=900005',
    (page) => page.locator('[name=notice_given][value=YES]').check(),
    async (page) => {
      assert.ok(await page.locator('[name=notice_given][value=YES]').isChecked())
      await page.locator('[name=access][value=GIVEN]').check()
    },
  )
  await handsIn(day.page(), hub, 7)
})

test('idris_works_a_whole_day_on_the_screens_and_is_killed_after_every_step', async (t) => {
  const phone = await idrisEnrolled(t)
  const { hub } = phone
  const { job } = await stageJob(phone.page)
  await handedIn(phone.page)
  await hub.stop()
  const day = dying(phone)

  await goTo(day.page(), `/jobs/${job}`, '#start')
  await day.step((page) => page.locator('#start').click().then(() => page.locator('#signature, [data-item=DBCAM]').first().waitFor()), (page) =>
    page.locator('[data-item=DBCAM]').waitFor(),
  )
  for (const item of ['WLOCK', 'DBCAM', 'SOLAR', 'TIMER']) {
    await goTo(day.page(), `/jobs/${job}/${item}`, '#field-position')
    if (item === 'DBCAM') await readsTheLabel(day.page(), '4018-77')
    await day.typed(
      (page) => page.locator('#field-position').fill('At the back'),
      async (page) => assert.equal(await page.locator('#field-position').inputValue(), 'At the back'),
    )
    await day.step(
      async (page) => {
        await page.locator('#save').click()
        await notice(page, /saved on this phone$/)
      },
      async (page) => {
        const { items } = await ask(page, 'job_read', { allocation: job })
        assert.equal(items.find((one) => one.item === item).state, 'completed')
        if (item === 'DBCAM') {
          const [fitted] = await ask(page, 'record_list', { kind: 'fitted_item', before: null, limit: 1 })
          assert.equal((await ask(page, 'record_read', { record: fitted.id })).values.serial, '4018-77')
        }
      },
    )
  }
  await goTo(day.page(), `/jobs/${job}/sign`, 'canvas')
  await day.step(
    async (page) => {
      await sign(page)
      await page.locator('#save').click()
      await page.locator('#finish').waitFor()
    },
    async (page) => assert.equal((await ask(page, 'job_read', { allocation: job })).signature, 'completed'),
  )
  await goTo(day.page(), `/jobs/${job}`, '#finish')
  await day.step(
    async (page) => {
      await page.locator('#finish').click()
      await notice(page, 'is finished')
    },
    async (page) => assert.deepEqual(await ask(page, 'job_list', {}), [], 'nothing is left to do'),
  )
  await handsIn(day.page(), hub, 7)
})
