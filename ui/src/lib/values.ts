// Stored values in words, for the pages that show any kind of record. What a field is, the generated table says;
// what a newer hub sent and this table does not know is shown as it came.
import { kinds } from '../api/bindings/kinds'
import { whenText } from './format'
import { locale, t, tOr } from './i18n.svelte'

export interface FieldInfo {
  shape: 'text' | 'integer' | 'decimal' | 'boolean' | 'instant' | 'id' | 'hash' | 'code' | 'codes'
  codes?: string
  required: boolean
}

/** Evidence for machines: clocks, boots and versions. People read times and names. */
const evidence = /_(offset_min|monotonic_ms|boot|version)$/

/** The fields of a kind, in their order; none for a kind that this app does not know. */
export function fieldsOf(kind: string): [string, FieldInfo][] {
  const table = (kinds as Record<string, Record<string, FieldInfo>>)[kind]
  return table === undefined ? [] : Object.entries(table)
}

/** Whether people look at this field at all. */
export function forPeople(kind: string, field: string): boolean {
  const known = fieldsOf(kind).find(([name]) => name === field)?.[1]
  return known?.shape !== 'id' && known?.shape !== 'hash' && !evidence.test(field)
}

/** "funding_stream" in words. */
export function fieldName(kind: string, field: string): string {
  const plain = field.replaceAll('_', ' ')
  return tOr(`kind.${kind}.${field}`, plain.charAt(0).toUpperCase() + plain.slice(1))
}

/** "Patrol: Stockton town centre"; the core says what tells a record from others of its kind. */
export function recordTitle(kind: string, title: string): string {
  const name = tOr(`kind.${kind}`, kind)
  return title === '' ? name : t('record.named', { kind: name, title })
}

export function codeText(list: string | undefined, code: string): string {
  return tOr(`code.${list}.${code}`, code)
}

export function valueText(kind: string, field: string, value: unknown): string {
  const info = fieldsOf(kind).find(([name]) => name === field)?.[1]
  if (value === null || value === undefined || value === '') return t('record.nothing')
  if (typeof value === 'boolean') return t(value ? 'record.yes' : 'record.no')
  if (typeof value === 'number') return new Intl.NumberFormat(locale()).format(value)
  if (Array.isArray(value)) return value.map((code) => codeText(info?.codes, String(code))).join(', ') || t('record.nothing')
  if (typeof value === 'object') return deltaText(info?.codes, value as Delta)
  const text = String(value)
  return info?.shape === 'instant' ? whenText(text) : codeText(info?.codes, text)
}

interface Delta {
  add?: string[]
  remove?: string[]
}

/** What an amend did to a set of codes: "+ Welfare check − PSPO enforced". */
function deltaText(list: string | undefined, { add = [], remove = [] }: Delta): string {
  return [...add.map((code) => `+ ${codeText(list, code)}`), ...remove.map((code) => `− ${codeText(list, code)}`)].join(' ')
}
