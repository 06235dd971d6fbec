// Stored values in words, for the pages that show any kind of record.
import { whenText } from './format'
import { locale, t, tOr } from './i18n.svelte'

/** Vocabularies whose codes may stand in a record, by the first part of their catalogue keys. */
const vocabularies = ['activity', 'engagement', 'funding', 'mode', 'statement', 'crew']
const timeLike = /^\d{4}-\d\d-\d\dT\d\d:\d\d/
const idLike = /^[0-9a-f]{8}-[0-9a-f]{4}-/

/** "funding_stream" in words. */
export function fieldName(field: string): string {
  const plain = field.replaceAll('_', ' ')
  return tOr(`field.${field}`, plain.charAt(0).toUpperCase() + plain.slice(1))
}

/** References to other records are for machines. */
export function isReference(value: unknown): boolean {
  return typeof value === 'string' && idLike.test(value)
}

export function codeText(code: string): string {
  for (const words of vocabularies) {
    const text = tOr(`${words}.${code}`, '')
    if (text !== '') return text
  }
  return code
}

export function valueText(value: unknown): string {
  if (value === null || value === undefined || value === '') return t('record.nothing')
  if (typeof value === 'boolean') return t(value ? 'record.yes' : 'record.no')
  if (typeof value === 'number') return new Intl.NumberFormat(locale()).format(value)
  if (Array.isArray(value)) return value.length > 0 ? value.map(valueText).join(', ') : t('record.nothing')
  if (typeof value === 'string') return timeLike.test(value) ? whenText(value) : codeText(value)
  const parts = Object.entries(value as object).filter(([, part]) => part !== 0 && part !== null)
  return parts.map(([name, part]) => `${tOr(`crew.${name}`, fieldName(name))} ${valueText(part)}`).join(', ')
}
