// Every word people read comes from a catalogue, through here.
import { IntlMessageFormat, type PrimitiveType } from 'intl-messageformat'
import type { Language } from '../api/bindings/Language'
import en from '../i18n/en.json'

export type Key = keyof typeof en
type Message = string | ConstructorParameters<typeof IntlMessageFormat>[0]
// The build turns messages with arguments into parsed ICU (catalogue.ts); TypeScript sees the file itself.
type Catalogue = Record<Key, Message>

const catalogues: Partial<Record<Language, Catalogue>> = { en }
const locales: Record<Language, string> = { en: 'en-GB', cy: 'cy' }
const formatters = new Map<string, IntlMessageFormat>()
let language = $state<Language>('en')

/** The BCP 47 tag for `Intl` formatters. */
export function locale(): string {
  return locales[language]
}

/** Changes the words on screen. Welsh is fetched the first time it is wanted. */
export async function setLanguage(wanted: Language): Promise<void> {
  if (wanted === 'cy' && catalogues.cy === undefined) {
    // The build leaves the keys out, which are those of English in the same order.
    const messages = (await import('../i18n/cy.json')).default as unknown as Message[]
    catalogues.cy = Object.fromEntries(Object.keys(en).map((key, at) => [key, messages[at]])) as Catalogue
  }
  language = wanted
  document.documentElement.lang = locales[wanted]
}

/** The text of a key. */
export function t(key: Key, values?: Record<string, PrimitiveType>): string {
  const written: Message = (catalogues[language] as Catalogue)[key]
  if (typeof written === 'string') return written
  const id = `${language} ${key}`
  let message = formatters.get(id)
  if (message === undefined) {
    message = new IntlMessageFormat(written, locale())
    formatters.set(id, message)
  }
  return message.format(values) as string
}

/** The text of a key that may not exist, for codes and field names that a newer hub may send. */
export function tOr(key: string, otherwise: string): string {
  return key in en ? t(key as Key) : otherwise
}
