// Reads the catalogues while building: messages with arguments become parsed ICU, so that the app
// carries no parser (7 kB) and a message that does not parse fails the build, not the screen. Each language is a file
// of its own without keys, in English's order: a phone loads the keys once and the one language that it speaks.
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { parse } from '@formatjs/icu-messageformat-parser'
import type { Plugin } from 'vite'

export function parseCatalogue(text: string): Record<string, unknown> {
  const messages = Object.entries(JSON.parse(text) as Record<string, string>)
  return Object.fromEntries(
    messages.map(([key, message]) => [key, message.includes('{') ? parse(message) : message]),
  )
}

const keysIn = path.join(import.meta.dirname, 'src/i18n/en.json')
const readKeys = (): string[] => Object.keys(JSON.parse(readFileSync(keysIn, 'utf8')))
const asModule = (value: unknown): string => `export default JSON.parse(${JSON.stringify(JSON.stringify(value))})`

export function catalogues(): Plugin {
  return {
    name: 'catalogues',
    enforce: 'pre',
    resolveId: (id) => (id === 'virtual:keys' ? '\0keys' : undefined),
    load: (id) => (id === '\0keys' ? asModule(readKeys()) : undefined),
    transform(text, id) {
      if (/\/i18n\/labels\.\w+\.json$/.test(id)) return { code: asModule(JSON.parse(text)), map: null, moduleType: 'js' }
      if (!/\/i18n\/\w+\.json$/.test(id)) return undefined
      const messages = parseCatalogue(text)
      return { code: asModule(readKeys().map((key) => messages[key])), map: null, moduleType: 'js' }
    },
  }
}
