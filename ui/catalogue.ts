// Reads the catalogues while building: messages with arguments become parsed ICU, so that the app
// carries no parser (7 kB) and a message that does not parse fails the build, not the screen. Every language but
// English comes without its keys, in English's order: they are the same, and 2.5 kB.
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

const keysOf = (id: string): string[] =>
  Object.keys(JSON.parse(readFileSync(path.join(path.dirname(id), 'en.json'), 'utf8')))

export function catalogues(): Plugin {
  return {
    name: 'catalogues',
    enforce: 'pre',
    transform(text, id) {
      if (!/\/i18n\/\w+\.json$/.test(id)) return undefined
      const messages = parseCatalogue(text)
      const inOrder = /\/en\.json$/.test(id) ? messages : keysOf(id).map((key) => messages[key])
      const parsed = JSON.stringify(inOrder)
      return { code: `export default JSON.parse(${JSON.stringify(parsed)})`, map: null, moduleType: 'js' }
    },
  }
}
