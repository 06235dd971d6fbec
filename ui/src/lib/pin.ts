// What the screen knows about PINs: how many dots to draw, and which box a refusal is about. Which PIN is fit,
// which is right and how long to wait is the core's to say.
import type { ErrorBody } from '../api/bindings/ErrorBody'
import type { ErrorCode } from '../api/bindings/ErrorCode'

export const fewestDigits = 6
export const mostDigits = 12

const boxes: Partial<Record<ErrorCode, string>> = {
  pin_unfit: 'pin',
  pins_differ: 'again',
  pin_wrong: 'old',
  pin_wait: 'old',
  rescue_refused: 'code',
}

/** The refusal with the box it is about. */
export function atBox(problem: ErrorBody | undefined): ErrorBody | undefined {
  return problem && { ...problem, field: problem.field ?? boxes[problem.code] ?? null }
}

/** What is typed after `key`: a digit is added while there is room, Backspace takes the last one back. */
export function typedPin(pin: string, key: string): string {
  if (key === 'Backspace') return pin.slice(0, -1)
  return /^[0-9]$/.test(key) && pin.length < mostDigits ? pin + key : pin
}

/** Whole seconds until a PIN may be tried. `arrived` and `now` are monotonic milliseconds. */
export function secondsLeft(wait: number, arrived: number, now: number): number {
  return Math.max(0, Math.ceil(wait - Math.max(0, now - arrived) / 1000))
}
