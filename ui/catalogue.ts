// Reads the catalogues while building: messages with arguments become parsed ICU, so that the app
// carries no parser (7 kB) and a message that does not parse fails the build, not the screen. A language is two files:
// what the first screens say, without keys and in English's order, since a phone loads the keys once and the one
// language that it speaks; and what the screens say that are loaded when they are opened.
import { existsSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { parse } from '@formatjs/icu-messageformat-parser'
import type { Plugin } from 'vite'

type Messages = Record<string, unknown>

export function parseCatalogue(text: string): Messages {
  const messages = Object.entries(JSON.parse(text) as Record<string, string>)
  return Object.fromEntries(
    messages.map(([key, message]) => [key, message.includes('{') ? parse(message) : message]),
  )
}

const src = path.join(import.meta.dirname, 'src')

/** The source files that a page loads before any screen is opened: all that main.ts imports, and what they do. */
export function loadedFirst(entry = path.join(src, 'main.ts'), found = new Set<string>()): Set<string> {
  if (found.has(entry)) return found
  found.add(entry)
  for (const [, to] of readFileSync(entry, 'utf8').matchAll(/^\s*(?:import|export)\s[^'"]*from\s+['"](\.[^'"]+)['"]/gm)) {
    const at = path.resolve(path.dirname(entry), to!)
    const file = [at, `${at}.ts`].find((file) => existsSync(file) && statSync(file).isFile())
    if (file !== undefined) loadedFirst(file, found)
  }
  return found
}

/** Whether files say a key, or make it of a family's name and a code. */
export function saidIn(files: Iterable<string>): (key: string) => boolean {
  const code = [...files].map((file) => readFileSync(file, 'utf8')).join('\n')
  const families = [...code.matchAll(/['"`]([A-Za-z_.]+\.)\$\{/g)].map((match) => match[1]!)
  return (key) => code.includes(key) || families.some((family) => key.startsWith(family))
}

const keysIn = path.join(src, 'i18n/en.json')
function firstKeys(): string[] {
  const keys = Object.keys(JSON.parse(readFileSync(keysIn, 'utf8')))
  return keys.filter(saidIn(loadedFirst()))
}
const asModule = (value: unknown): string => `export default JSON.parse(${JSON.stringify(JSON.stringify(value))})`
const made = (value: unknown) => ({ code: asModule(value), map: null, moduleType: 'js' as const })

export function catalogues(): Plugin {
  return {
    name: 'catalogues',
    enforce: 'pre',
    resolveId: (id) => (id === 'virtual:keys' ? '\0keys' : undefined),
    load: (id) => (id === '\0keys' ? asModule(firstKeys()) : undefined),
    transform(text, id) {
      if (/\/i18n\/labels\.\w+\.json$/.test(id)) return made(JSON.parse(text))
      const file = /\/i18n\/\w+\.json(\?later)?$/.exec(id)
      if (file === null) return undefined
      const messages = parseCatalogue(text)
      const first = firstKeys()
      if (file[1] === undefined) return made(first.map((key) => messages[key]))
      return made(Object.fromEntries(Object.entries(messages).filter(([key]) => !first.includes(key))))
    },
  }
}
