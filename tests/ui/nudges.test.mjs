// A supervisor asks the author of a record; the officer's phone shows it with the next hand-in and gives the answer.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inWelsh, look, looksOfAll, narrow } from './support/look.mjs'
import { ashaEnrolled, ask, goTo, taps } from './support/officer.mjs'
import { complaints, presses, shot, signedIn, tabTo } from './support/pages.mjs'
import { handedIn, until, write } from './support/stages.mjs'

/** Asha counted on a patrol outside every hotspot, and Sam asks her about it with the keyboard alone. */
async function asked(t, { width = 1100, ...said } = {}) {
  const { hub, browser, page: phone } = await ashaEnrolled(t, said)
  const patrol = await write(phone, 'patrol', {
    funding_stream: 'ASB_HOTSPOT',
    mode: 'FOOT',
    time_source: 'MANUAL',
    started: new Date(Date.now() - 20 * 60 * 60 * 1000).toISOString(),
  })
  await handedIn(phone)
  const sam = await signedIn(hub, browser, 'supervisor', width)
  await presses(sam, sam.locator('main').getByRole('link', { name: 'Quality of records' }))
  await sam.getByRole('heading', { name: 'Quality of records', level: 1 }).waitFor()
  assert.deepEqual(await complaints(sam, 'quality'), [])
  await shot(sam, `quality-${width}`)
  await presses(sam, sam.getByRole('link', { name: 'Ask Asha Okoro' }))
  assert.equal(await sam.getByLabel('Question').inputValue(), 'This patrol has no end. When did it finish?')
  assert.deepEqual(await complaints(sam, 'question'), [])
  await presses(sam, sam.getByRole('button', { name: 'Ask', exact: true }))
  await sam.getByText('Not answered yet.').waitFor()
  await shot(sam, `asked-${width}`)
  await ask(phone, 'sync_now', {})
  await until(phone, 'sync_state', {}, ({ needs_you }) => needs_you.length === 1)
  return { hub, phone, sam, patrol }
}

for (const width of [320, 1100]) {
  test(`sam_asks_and_asha_says_that_it_is_right_with_two_taps_at_${width}_px`, async (t) => {
    const { phone, sam, patrol } = await asked(t, { width })
    await goTo(phone, '/', '.chip[data-state=needs_you]')
    const before = await taps(phone)
    await phone.locator('.chip').click()
    await phone.getByText('This patrol has no end. When did it finish?').waitFor()
    await phone.locator('[data-right]').click()
    await until(phone, 'sync_state', {}, ({ needs_you }) => needs_you.length === 0)
    assert.equal((await taps(phone)) - before, 2)
    await sam.goto(sam.url().replace(/\/records\/.*/, `/records/${patrol}`))
    await sam.getByText('The author said that it is right as it is.').waitFor()
  })
}

test('an_empty_question_is_not_asked_and_says_so', async (t) => {
  const { hub, sam, patrol } = await asked(t)
  await sam.goto(`${hub.address}/records/${patrol}`)
  const token = await sam.locator('header input[name=token]').inputValue()
  const answer = await sam.request.post(`${hub.address}/records/${patrol}/ask`, { form: { token, words: '  ' } })
  assert.equal(answer.status(), 400)
  assert.match(await answer.text(), /Nothing was asked: write what you want to know/)
  await tabTo(sam, sam.getByLabel('Question'))
})

test('asha_can_read_and_press_a_question_in_every_look', async (t) => {
  const { phone, patrol } = await asked(t, { viewport: narrow })
  const said = []
  for (const change of [...looksOfAll, inWelsh]) said.push(...(await look(phone, ['/sync'], patrol, change)))
  await phone.locator('[data-right]').waitFor()
  assert.deepEqual(said, [])
})
