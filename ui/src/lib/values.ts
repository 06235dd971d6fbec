// Stored values in words, for the pages that show any kind of record. What a field is, the generated table says;
// what a newer hub sent and this table does not know is shown as it came.
import { kinds } from '../api/bindings/kinds'
import { dayText, whenText } from './format'
import { locale, t } from './i18n.svelte'
import { codeText } from './words'

export interface FieldInfo {
  shape: 'text' | 'integer' | 'decimal' | 'boolean' | 'instant' | 'date' | 'id' | 'hash' | 'code' | 'codes'
  codes?: string
  required: boolean
  /** A form asks for it. */
  asked?: boolean
  /** It moves on as the matter does. */
  moves?: boolean
  /** One line is enough for it. */
  line?: boolean
  /** Only where this field has one of these codes. */
  when?: readonly [string, readonly string[]]
  /** It must be given where this field has one of these codes. */
  needed?: readonly [string, readonly string[]]
}

/** Evidence for machines: clocks, boots, versions, strokes. People read times and names. */
const evidence = /_(offset_min|monotonic_ms|boot|version)$|^(lat|lon|accuracy_m|signature|powers_version|business_key)$/

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

export function valueText(kind: string, field: string, value: unknown): string {
  const info = fieldsOf(kind).find(([name]) => name === field)?.[1]
  if (value === null || value === undefined || value === '') return t('record.nothing')
  if (typeof value === 'boolean') return t(value ? 'record.yes' : 'record.no')
  if (typeof value === 'number') return new Intl.NumberFormat(locale()).format(value)
  if (Array.isArray(value)) return value.map((code) => codeText(info?.codes, String(code))).join(', ') || t('record.nothing')
  if (typeof value === 'object') return deltaText(info?.codes, value as Delta)
  const text = String(value)
  if (info?.shape === 'date') return dayText(text)
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
