// Every word people read comes from a catalogue, through here.
import { IntlMessageFormat, type PrimitiveType } from 'intl-messageformat'
import keys from 'virtual:keys'
import type { Language } from '../api/bindings/Language'

export type Key = (typeof keys)[number]
type Message = string | ConstructorParameters<typeof IntlMessageFormat>[0]
type Catalogue = Map<Key, Message>
/** What fields, kinds and codes are called. */
type Labels = Record<string, string>

// The build turns messages with arguments into parsed ICU, in the order of the keys (catalogue.ts); TypeScript sees
// the files themselves.
const files = { en: () => import('../i18n/en.json'), cy: () => import('../i18n/cy.json') }
// What the other screens say, and the names of everything that can be written down, are files of their own, read behind
// the first screen.
const laterFiles = { en: () => import('../i18n/en.json?later'), cy: () => import('../i18n/cy.json?later') }
const labelFiles = { en: () => import('../i18n/labels.en.json'), cy: () => import('../i18n/labels.cy.json') }
const catalogues: Partial<Record<Language, Catalogue>> = {}
const names: Partial<Record<Language, Labels>> = {}
const locales: Record<Language, string> = { en: 'en-GB', cy: 'cy' }
const formatters = new Map<string, IntlMessageFormat>()
let language = $state<Language>('en')
/** The words on screen; none before the first language is chosen. */
let spoken = $state.raw<Catalogue>(new Map())
let labels = $state.raw<Labels>({})

/** The BCP 47 tag for `Intl` formatters. */
export function locale(): string {
  return locales[language]
}

/** Changes the words on screen. A language is fetched the first time it is wanted. */
export async function setLanguage(wanted: Language): Promise<void> {
  if (catalogues[wanted] === undefined) {
    const messages = (await files[wanted]()).default as unknown as Message[]
    catalogues[wanted] = new Map(keys.map((key, at) => [key, messages[at]!]))
  }
  // No screen that is open loses its words; the first screen of all need not wait for what others say.
  if (spoken.size > 0) await fetchWords(wanted)
  speak(wanted)
  void loadWords()
}

/** Waits for everything that the screens say which are loaded when they are opened, in this language. */
export async function loadWords(): Promise<void> {
  const wanted = language
  await fetchWords(wanted)
  if (language === wanted) speak(wanted)
}

async function fetchWords(wanted: Language): Promise<void> {
  if (names[wanted] !== undefined) return
  const [later, labels] = await Promise.all([laterFiles[wanted](), labelFiles[wanted]()])
  catalogues[wanted] = new Map([...catalogues[wanted]!, ...(Object.entries(later.default) as [Key, Message][])])
  names[wanted] = labels.default
}

function speak(wanted: Language): void {
  language = wanted
  spoken = catalogues[wanted]!
  labels = names[wanted] ?? labels
  document.documentElement.lang = locales[wanted]
}

/** The text of a key. */
export function t(key: Key, values?: Record<string, PrimitiveType>): string {
  const written = spoken.get(key) ?? ''
  if (typeof written === 'string') return written
  const id = `${language} ${key}`
  let message = formatters.get(id)
  if (message === undefined) {
    message = new IntlMessageFormat(written, locale())
    formatters.set(id, message)
  }
  return message.format(values) as string
}

/** The text of the first of these keys that exists, for codes and field names that a newer hub may send. */
export function tOr(keys: string | string[], otherwise: string): string {
  for (const key of [keys].flat()) {
    if (spoken.has(key as Key)) return t(key as Key)
    if (labels[key] !== undefined) return labels[key]
  }
  return otherwise
}
