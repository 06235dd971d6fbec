// Each check of looks finds a fault that is planted for it. A check that cannot fail is worth nothing.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ashaEnrolled, taps } from './support/officer.mjs'
import { axe, clipped, complaints, covered, smallTargets } from './support/look.mjs'

/** Plants `fault`, asks `oracle`, takes the fault out again. */
async function planted(page, fault, oracle) {
  await page.evaluate(fault)
  const said = await oracle(page)
  await page.evaluate(() => document.querySelectorAll('[data-planted]').forEach((node) => node.remove()))
  await page.evaluate(() => document.querySelector('.app').removeAttribute('style'))
  return said
}

test('every_oracle_finds_its_planted_fault_and_is_silent_before_and_after', async (t) => {
  const { page } = await ashaEnrolled(t)
  assert.deepEqual(await complaints(page, 'before'), [])

  const small = await planted(page, () => {
    const button = Object.assign(document.createElement('button'), { textContent: 'Small' })
    button.dataset.planted = ''
    Object.assign(button.style, { width: '40px', height: '40px', padding: 0 })
    document.querySelector('.page').append(button)
  }, smallTargets)
  assert.match(small.join(), /target 40\.0 × 40\.0/)

  const wide = await planted(page, () => {
    const line = Object.assign(document.createElement('p'), { textContent: 'wide', className: 'wide' })
    line.dataset.planted = ''
    line.style.width = '900px'
    document.querySelector('.page').append(line)
  }, clipped)
  assert.match(wide.join(), /past the edge/)
  assert.match(wide.join(), /cut off sideways/)

  const squeezed = await planted(page, () => {
    const bar = document.createElement('div')
    bar.dataset.planted = ''
    Object.assign(bar.style, { flex: 'none', height: '420px' })
    document.querySelector('.app').prepend(bar)
  }, clipped)
  assert.match(squeezed.join(), /only \d+ px scroll/)

  const over = await planted(page, () => {
    const veil = document.createElement('div')
    veil.dataset.planted = ''
    Object.assign(veil.style, { position: 'fixed', inset: 'auto 0 0 0', height: '300px' })
    document.body.append(veil)
  }, covered)
  assert.match(over.join(), /covered by/)

  const faint = await planted(page, () => {
    const line = Object.assign(document.createElement('p'), { textContent: 'Hard to read' })
    line.dataset.planted = ''
    Object.assign(line.style, { color: '#999999', background: '#ffffff' })
    document.querySelector('.page').append(line)
  }, axe)
  assert.match(faint.join(), /color-contrast/)

  assert.deepEqual(await complaints(page, 'after'), [])
})

test('the_tap_counter_counts_fingers_and_not_scripts', async (t) => {
  const { page } = await ashaEnrolled(t)
  const before = await taps(page)
  await page.evaluate(() => document.querySelector('h1').click())
  assert.equal((await taps(page)) - before, 0)
  await page.locator('h1').click()
  assert.equal((await taps(page)) - before, 1)
})
