// The draft's own rules. What `sent` holds is what it asked of the core; that the core keeps it is shown in tests/ui.
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Draft as Stored } from '../src/api/bindings/Draft'
import { Draft, saveAfterMs } from '../src/lib/draft.svelte'

let sent: [string, unknown][]
let stored: Stored | null
/** What the core's answer to a write waits for. */
let slow: Promise<void> | undefined

vi.mock('../src/api/transport', () => ({
  call: async (name: string, body: unknown) => {
    sent.push([name, body])
    if (name === 'draft_put') await slow
    return name === 'draft_get' ? stored : null
  },
}))

beforeEach(() => {
  vi.useFakeTimers()
  sent = []
  stored = null
  slow = undefined
})
afterEach(() => void vi.useRealTimers())

async function opened(): Promise<Draft<{ text: string }>> {
  const draft = new Draft('note', 'new', { text: '' })
  await draft.open()
  sent = []
  return draft
}

const putBody = { form: 'note', id: 'new', body: { text: 'Gate open' } }

test('what is typed is stored when the typing pauses, once', async () => {
  const draft = await opened()
  for (const text of ['Gate', 'Gate op', 'Gate open']) {
    draft.body.text = text
    draft.changed()
    await vi.advanceTimersByTimeAsync(saveAfterMs - 1)
  }
  expect(sent).toEqual([])
  await vi.advanceTimersByTimeAsync(1)
  expect(sent).toEqual([['draft_put', putBody]])
  expect(draft.kept).toBe(true)
})

test('a hidden page does not wait for the pause', async () => {
  const draft = await opened()
  draft.body.text = 'Gate open'
  draft.changed()
  await draft.keep()
  await vi.advanceTimersByTimeAsync(saveAfterMs * 2)
  expect(sent).toEqual([['draft_put', putBody]])
})

test('a form is saved only once nothing that was typed is still on its way', async () => {
  const draft = await opened()
  let answer = (): void => undefined
  slow = new Promise((resolve) => (answer = resolve))
  draft.body.text = 'Gate open'
  draft.changed()
  await vi.advanceTimersByTimeAsync(saveAfterMs)
  let ready = false
  void draft.keep().then(() => (ready = true))
  await vi.advanceTimersByTimeAsync(saveAfterMs)
  expect([ready, draft.kept, sent]).toEqual([false, false, [['draft_put', putBody]]])
  answer()
  await vi.advanceTimersByTimeAsync(0)
  expect([ready, draft.kept, sent.length]).toEqual([true, true, 1])
})

test('what could not be stored is stored with the next try', async () => {
  const draft = await opened()
  slow = Promise.reject(new Error('away'))
  draft.body.text = 'Gate open'
  await expect(draft.keep()).rejects.toThrow('away')
  slow = undefined
  await draft.keep()
  expect([draft.kept, sent]).toEqual([true, [['draft_put', putBody], ['draft_put', putBody]]])
})

test('a form that was only looked at leaves no draft', async () => {
  const draft = await opened()
  draft.changed()
  await draft.keep()
  expect(sent).toEqual([])
})

test('a stored draft comes back, and a field added since has its empty value', async () => {
  stored = { form: 'note', id: 'new', body: { text: 'Gate open' }, saved_at: '2026-11-22T14:02:03.123Z' }
  const draft = new Draft('note', 'new', { text: '', verbatim: false })
  await draft.open()
  expect(draft.body).toEqual({ text: 'Gate open', verbatim: false })
  expect(draft.found).toBe(true)
})

test('nothing is stored after the form was saved', async () => {
  const draft = await opened()
  draft.body.text = 'Gate open'
  draft.changed()
  await draft.drop()
  await draft.keep()
  await vi.advanceTimersByTimeAsync(saveAfterMs * 2)
  expect(sent).toEqual([['draft_drop', { form: 'note', id: 'new' }]])
})

test('a discarded draft is gone, and what is typed next is a new one', async () => {
  stored = { form: 'note', id: 'new', body: { text: 'Gate' }, saved_at: '2026-11-22T14:02:03.123Z' }
  const draft = await opened()
  await draft.discard()
  expect([draft.body, draft.found]).toEqual([{ text: '' }, false])
  draft.body.text = 'Gate open'
  await draft.keep()
  expect(sent).toEqual([['draft_drop', { form: 'note', id: 'new' }], ['draft_put', putBody]])
})
