// How a stored value is put into a box to be typed in, and taken out again. What may be changed,
// and whether it is right, the core says: here a value only keeps its shape.
import { ACTIVITY, FUNDING_STREAM, MODE, STATEMENT } from '../api/bindings/codes'
import { isReference } from './values'

const timeLike = /^\d{4}-\d\d-\d\dT\d\d:\d\d/
const vocabularies: readonly (readonly string[])[] = [ACTIVITY, FUNDING_STREAM, MODE, STATEMENT]

export type Shape = 'text' | 'time' | 'number' | 'yes_no' | 'code' | 'codes'

/** The box for a value; null for what cannot be corrected by typing. */
export function shapeOf(value: unknown): Shape | null {
  if (typeof value === 'boolean') return 'yes_no'
  if (typeof value === 'number') return 'number'
  if (Array.isArray(value)) return value.every((code) => vocabularyOf(code) !== undefined) ? 'codes' : null
  if (typeof value !== 'string' || isReference(value)) return null
  if (timeLike.test(value)) return 'time'
  return vocabularyOf(value) === undefined ? 'text' : 'code'
}

/** The list that a code stands in. */
export function vocabularyOf(code: unknown): readonly string[] | undefined {
  return vocabularies.find((list) => list.includes(code as string))
}

/** The vocabulary of a list of codes; an empty list can only be the activities. */
export function vocabularyOfAll(codes: string[]): readonly string[] {
  return (codes[0] === undefined ? undefined : vocabularyOf(codes[0])) ?? ACTIVITY
}

/** A stored UTC time as local time for `<input type="datetime-local" step="1">`. */
export function localTime(rfc3339: string): string {
  const time = new Date(rfc3339)
  const local = new Date(time.getTime() - time.getTimezoneOffset() * 60_000)
  return local.toISOString().slice(0, 19)
}

/** And back to stored form. An emptied box stays empty, for the core to refuse. */
export function storedTime(local: string): string {
  const time = new Date(local)
  return Number.isNaN(time.getTime()) ? local : time.toISOString()
}

/** The values that differ from what the record says. */
export function changedValues(before: Record<string, unknown>, after: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(after).filter(([field, value]) => JSON.stringify(value) !== JSON.stringify(before[field])),
  )
}
