import { expect, test } from 'vitest'
import { clockSeconds, clockText } from '../src/lib/clock'

test('a running clock adds the time since the answer came', () => {
  expect(clockSeconds({ state: 'running', clock_seconds: 100.4 }, 5_000, 7_500)).toBe(102)
})

test('a paused clock stands still', () => {
  expect(clockSeconds({ state: 'paused', clock_seconds: 100.4 }, 5_000, 65_000)).toBe(100)
})

test('a tick taken before the answer came never turns the clock back', () => {
  expect(clockSeconds({ state: 'running', clock_seconds: 100 }, 5_000, 4_800)).toBe(100)
})

test('minutes and seconds, and hours when there are any', () => {
  expect([0, 59, 60, 1102, 3599, 3600, 3909].map(clockText)).toEqual([
    '00:00', '00:59', '01:00', '18:22', '59:59', '1:00:00', '1:05:09',
  ])
})
