// A question is kept answered: never two at once, never an old answer over a newer one.
import { beforeEach, expect, test, vi } from 'vitest'
import type { PatrolView } from '../src/api/bindings/PatrolView'
import { Live } from '../src/api/live.svelte'

let waiting: ((answer: unknown) => void)[] = []

vi.mock('../src/api/transport', () => ({
  onChanged: () => () => undefined,
  call: () => new Promise((resolve) => waiting.push(resolve)),
}))

beforeEach(() => void (waiting = []))

const view = (clock_seconds: number) => ({ clock_seconds }) as PatrolView
const settled = () => new Promise((resolve) => setTimeout(resolve))

test('a change heard while asking is asked for afterwards, once', async () => {
  const question = new Live('patrol_live', () => ({}))
  const done = question.read()
  void question.read()
  void question.read()
  expect(waiting.length).toBe(1)
  waiting[0]!(view(1))
  await settled()
  expect(waiting.length).toBe(2)
  waiting[1]!(view(2))
  await done
  expect(question.value).toEqual(view(2))
})

test('an answer that a command gave is not overwritten by a read that was already under way', async () => {
  const question = new Live('patrol_live', () => ({}))
  const done = question.read()
  question.put(view(9))
  waiting[0]!(view(1))
  await settled()
  expect(question.value).toEqual(view(9))
  waiting[1]!(view(10))
  await done
  expect(question.value).toEqual(view(10))
})
