import { expect, test } from 'vitest'
import { atBox, secondsLeft, typedPin } from '../src/lib/pin'

test('digits are added to twelve, the last is taken back, and nothing else is typed', () => {
  expect(typedPin('28', '0')).toBe('280')
  expect(typedPin('280', 'Backspace')).toBe('28')
  expect(['a', ' ', 'F1', '١', '12'].map((key) => typedPin('28', key))).toEqual(['28', '28', '28', '28', '28'])
  expect(typedPin('280461280461', '7')).toBe('280461280461')
})

test('the seconds left are whole, and none too few', () => {
  expect([0, 1, 999, 1000, 29_001, 30_000, 99_000].map((passed) => secondsLeft(30, 500, 500 + passed))).toEqual([30, 30, 30, 29, 1, 0, 0])
  expect(secondsLeft(30, 500, 0)).toBe(30)
})

test('a refusal stands by the box it is about', () => {
  const refusal = { message: '', field: null, detail: null }
  expect(atBox({ ...refusal, code: 'pins_differ' })?.field).toBe('again')
  expect(atBox({ ...refusal, code: 'no_connection' })?.field).toBeNull()
  expect(atBox(undefined)).toBeUndefined()
})
