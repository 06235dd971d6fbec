// Reads the catalogues while building: messages with arguments become parsed ICU, so that the app
// carries no parser (7 kB) and a message that does not parse fails the build, not the screen.
import { parse } from '@formatjs/icu-messageformat-parser'
import type { Plugin } from 'vite'

export function parseCatalogue(text: string): Record<string, unknown> {
  const messages = Object.entries(JSON.parse(text) as Record<string, string>)
  return Object.fromEntries(
    messages.map(([key, message]) => [key, message.includes('{') ? parse(message) : message]),
  )
}

export function catalogues(): Plugin {
  return {
    name: 'catalogues',
    enforce: 'pre',
    transform(text, id) {
      if (!/\/i18n\/\w+\.json$/.test(id)) return undefined
      const parsed = JSON.stringify(parseCatalogue(text))
      return { code: `export default JSON.parse(${JSON.stringify(parsed)})`, map: null, moduleType: 'js' }
    },
  }
}
