// When the core is told that somebody uses the app. What it makes of that is shown in tests/ui and in the core.
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { watchUse } from '../src/lib/idle'

let said: string[]
let stop: () => void

vi.mock('../src/api/transport', () => ({
  call: async (name: string) => {
    said.push(name)
    throw { code: 'no_connection' }
  },
}))

const touch = () => document.body.dispatchEvent(new Event('pointerdown', { bubbles: true }))
const turn = (state: string) => {
  vi.spyOn(document, 'visibilityState', 'get').mockReturnValue(state as DocumentVisibilityState)
  document.dispatchEvent(new Event('visibilitychange'))
}

beforeEach(() => {
  vi.useFakeTimers()
  said = []
  stop = watchUse()
})
afterEach(() => {
  stop()
  vi.useRealTimers()
  vi.restoreAllMocks()
})

test('touches are told once in 30 seconds', () => {
  for (let second = 0; second < 90; second += 1) {
    vi.advanceTimersByTime(1000)
    touch()
  }
  expect(said).toEqual(['stay_open', 'stay_open', 'stay_open'])
})

test('keys are touches, and nobody touching says nothing', () => {
  vi.advanceTimersByTime(300_000)
  expect(said).toEqual([])
  document.body.dispatchEvent(new KeyboardEvent('keydown', { bubbles: true }))
  expect(said).toEqual(['stay_open'])
})

test('put away is told at once, and coming back too, however short ago a touch was', () => {
  touch()
  turn('hidden')
  turn('visible')
  expect(said).toEqual(['put_away', 'stay_open'])
})

test('after the book was shut nothing is told', () => {
  stop()
  vi.advanceTimersByTime(60_000)
  touch()
  turn('hidden')
  expect(said).toEqual([])
})
