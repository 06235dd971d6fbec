// How a stored value is put into a box to be typed in, and taken out again. Whether it is right, the core says:
// here a value only keeps its shape, and an emptied box that may be empty becomes nothing.
import { codes } from '../api/bindings/kinds'
import { fieldsOf, forPeople, type FieldInfo } from './values'

/** Places are not typed: they come from the reference pack, and a change of place is a change of record. */
const places = ['area', 'hotspot', 'plan']

/** The fields of a kind that can be corrected by typing. */
export function correctable(kind: string): [string, FieldInfo][] {
  return fieldsOf(kind).filter(([field]) => forPeople(kind, field) && !places.includes(field))
}

/** The codes of a list. */
export function codesOf(info: FieldInfo): readonly string[] {
  return (codes as Record<string, readonly string[]>)[info.codes ?? ''] ?? []
}

/** A stored UTC time as local time for `<input type="datetime-local" step="1">`. */
export function localTime(rfc3339: unknown): string {
  if (typeof rfc3339 !== 'string' || rfc3339 === '') return ''
  const time = new Date(rfc3339)
  const local = new Date(time.getTime() - time.getTimezoneOffset() * 60_000)
  return local.toISOString().slice(0, 19)
}

/** And back to stored form. */
export function storedTime(local: string): string | null {
  const time = new Date(local)
  return Number.isNaN(time.getTime()) ? null : time.toISOString()
}

/** What was typed for a field; text that is no number goes to the core as it is, to be refused there. */
export function typed(info: FieldInfo, text: string): unknown {
  if (text === '' && !info.required) return null
  if (info.shape === 'integer' || info.shape === 'decimal') return Number.isFinite(Number(text)) && text !== '' ? Number(text) : text
  return text
}

/** The values that differ from what the record says; nothing and not given are the same. */
export function changedValues(before: Record<string, unknown>, after: Record<string, unknown>): Record<string, unknown> {
  const same = (field: string, value: unknown) => JSON.stringify(value ?? null) === JSON.stringify(before[field] ?? null)
  return Object.fromEntries(Object.entries(after).filter(([field, value]) => !same(field, value)))
}
