// Names in words, for what a newer hub sent as well: what no catalogue knows is shown as it came. Loaded with the first
// screen: this module must not know the table of kinds (values.ts does).
import { t, tOr } from './i18n.svelte'

/** "funding_stream" in words. */
export function fieldName(kind: string, field: string): string {
  const plain = field.replaceAll('_', ' ')
  return tOr([`kind.${kind}.${field}`, `field.${field}`], plain.charAt(0).toUpperCase() + plain.slice(1))
}

/** "Patrol: Stockton town centre"; the core says what tells a record from others of its kind. */
export function recordTitle(kind: string, title: string): string {
  const name = tOr(`kind.${kind}`, kind)
  return title === '' ? name : t('record.named', { kind: name, title })
}

export function codeText(list: string | undefined, code: string): string {
  return tOr(`code.${list}.${code}`, code)
}

/** A record's own word on itself, `List.CODE` from the core; nothing where it has none. */
export function saysText(says: string | null): string {
  return says === null ? '' : tOr(`code.${says}`, '')
}
