import { fireEvent, render, screen } from '@testing-library/svelte'
import { expect, test } from 'vitest'
import type { ErrorBody } from '../src/api/bindings/ErrorBody'
import Field from '../src/components/Field.svelte'
import Problem from '../src/components/Problem.svelte'
import { problemText } from '../src/lib/problem'

const problem: ErrorBody = { code: 'invalid', message: '', field: 'text', detail: null }
const words = 'Write something in the note, or go back. Nothing is lost.'

test('the summary takes the focus, and its link leads to the field that says the same', async () => {
  render(Field, { name: 'text', label: 'What happened', value: '', problem })
  render(Problem, { problem })
  expect(document.activeElement).toBe(screen.getByRole('alert'))
  await fireEvent.click(screen.getByRole('link', { name: words }))
  const box = screen.getByLabelText('What happened')
  expect(document.activeElement).toBe(box)
  expect(box.getAttribute('aria-invalid')).toBe('true')
  expect(document.getElementById(box.getAttribute('aria-describedby')!)?.textContent).toBe(words)
})

test('a field that nobody wrote special words for gets the general ones', () => {
  expect(problemText({ ...problem, field: 'weather' })).toMatch(/^This is not filled in right/)
})

test('a second refusal is announced anew', async () => {
  const { rerender } = render(Problem, { problem })
  ;(document.activeElement as HTMLElement).blur()
  await rerender({ problem: { ...problem } })
  expect(document.activeElement).toBe(screen.getByRole('alert'))
})
