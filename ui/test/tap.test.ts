import { fireEvent, render, screen } from '@testing-library/svelte'
import { expect, test, vi } from 'vitest'
import Counter from '../src/components/Counter.svelte'
import { guardMs, ignoreRepeat, tapGuard } from '../src/lib/tap'

test('two taps within the guard are one, a later one is new', () => {
  const isNew = tapGuard()
  expect([0, guardMs - 1, guardMs, guardMs + 1].map(isNew)).toEqual([true, false, true, false])
})

test('each button has a guard of its own', () => {
  const [resident, business] = [tapGuard(), tapGuard()]
  expect([resident(0), business(10)]).toEqual([true, true])
})

test('a held key is one press', () => {
  const held = new KeyboardEvent('keydown', { key: 'Enter', repeat: true, cancelable: true })
  const fresh = new KeyboardEvent('keydown', { key: 'Enter', cancelable: true })
  ;[held, fresh].forEach(ignoreRepeat)
  expect([held.defaultPrevented, fresh.defaultPrevented]).toEqual([true, false])
})

test('a tile tells the count twice over, and a double tap counts once', async () => {
  const tapped = vi.fn()
  render(Counter, { kind: 'RESIDENT', count: 6, tapped })
  const tile = screen.getByRole('button', { name: /^Add one\s+Resident\s*, so far 6$/ })
  await fireEvent.click(tile)
  await fireEvent.click(tile)
  expect(tapped.mock.calls).toEqual([['RESIDENT']])
  expect(tile.querySelector('.number')?.textContent).toBe('6')
})
