// The two catalogues say the same things: same keys, same arguments, and every plural form of their language.
import { readFileSync, readdirSync } from 'node:fs'
import path from 'node:path'
import { parse, TYPE, type MessageFormatElement } from '@formatjs/icu-messageformat-parser'
import { expect, test } from 'vitest'
import { parseCatalogue } from '../catalogue'
import { codes, kinds } from '../src/api/bindings/kinds'

const src = path.resolve(import.meta.dirname, '../src')
const read = (language: string): Record<string, string> =>
  JSON.parse(readFileSync(path.join(src, `i18n/${language}.json`), 'utf8'))
const en = read('en')
const cy = read('cy')

/** Names of the arguments, and of each plural's forms, anywhere inside a message. */
function inside(elements: MessageFormatElement[]): { names: Set<string>; plurals: string[][] } {
  const found = { names: new Set<string>(), plurals: [] as string[][] }
  for (const element of elements) {
    if ('value' in element && element.type !== TYPE.literal) found.names.add(String(element.value))
    if (element.type !== TYPE.plural) continue
    found.plurals.push(Object.keys(element.options))
    for (const option of Object.values(element.options)) {
      const deeper = inside(option.value)
      deeper.names.forEach((name) => found.names.add(name))
      found.plurals.push(...deeper.plurals)
    }
  }
  return found
}

function faults(one: Record<string, string>, other: Record<string, string>, otherForms: string[]): string[] {
  const said = Object.keys(other).filter((key) => !(key in one)).map((key) => `not in the first: ${key}`)
  for (const [key, message] of Object.entries(one)) {
    const counterpart = other[key]
    if (counterpart === undefined) {
      said.push(`not in the second: ${key}`)
      continue
    }
    const [here, there] = [inside(parse(message)), inside(parse(counterpart))]
    if ([...here.names].sort().join() !== [...there.names].sort().join()) said.push(`arguments differ: ${key}`)
    if (here.plurals.length !== there.plurals.length) said.push(`plurals differ: ${key}`)
    for (const forms of there.plurals) {
      const missing = otherForms.filter((form) => !forms.includes(form))
      if (missing.length > 0) said.push(`no plural form ${missing.join()}: ${key}`)
    }
  }
  return said
}

const forms = (locale: string) => new Intl.PluralRules(locale).resolvedOptions().pluralCategories

test('welsh says all that english says, in all six plural forms', () => {
  expect(forms('cy').sort()).toEqual(['few', 'many', 'one', 'other', 'two', 'zero'])
  expect(faults(en, cy, forms('cy'))).toEqual([])
  expect(faults(cy, en, forms('en'))).toEqual([])
})

test('what can be written down has its names in both languages, and no name is without use', () => {
  const [english, welsh] = [read('labels.en'), read('labels.cy')]
  expect(Object.keys(welsh)).toEqual(Object.keys(english))
  expect(Object.entries(welsh).filter(([, name]) => name.trim() === '')).toEqual([])
  const names = new Set(Object.entries(kinds).flatMap(([kind, all]) => [`kind.${kind}`, ...Object.keys(all).flatMap((field) => [`kind.${kind}.${field}`, `field.${field}`])]))
  const listed = new Set(Object.entries(codes).flatMap(([list, all]) => all.map((code) => `code.${list}.${code}`)))
  expect(Object.keys(english).filter((key) => !names.has(key) && !listed.has(key))).toEqual([])
})

test('every kind, every field of it and every code has a name in plain words', () => {
  const english = { ...en, ...read('labels.en') }
  const nameless = (names: string[]) => (names.some((name) => name in english) ? [] : [names[0]])
  const unnamed = [
    ...Object.entries(kinds).flatMap(([kind, all]) => [
      ...nameless([`kind.${kind}`]),
      ...Object.keys(all).flatMap((field) => nameless([`kind.${kind}.${field}`, `field.${field}`])),
    ]),
    ...Object.entries(codes).flatMap(([list, all]) => all.flatMap((code) => nameless([`code.${list}.${code}`]))),
  ]
  expect(unnamed).toEqual([])
})

test('a missing key, a missing argument and a missing plural form are found', () => {
  const whole = { a: 'A', n: '{n, plural, one {# thing} other {# things}}' }
  expect(faults(whole, { n: whole.n }, ['one', 'other'])).toEqual(['not in the second: a'])
  expect(faults(whole, { a: 'A', n: '{m, plural, one {#} other {#}}' }, ['one', 'other'])).toEqual(['arguments differ: n'])
  expect(faults(whole, { a: 'A', n: whole.n }, ['one', 'two', 'other'])).toEqual(['no plural form two: n'])
})

test('no key is without use', () => {
  const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((file) => /\.(ts|svelte)$|routes\.json$/.test(file))
  const code = files.map((file) => readFileSync(path.join(src, file), 'utf8')).join('\n')
  const families = [...code.matchAll(/['"`]([A-Za-z_.]+\.)\$\{/g)].map((match) => match[1]!)
  const unused = Object.keys(en).filter((key) => !code.includes(key) && !families.some((family) => key.startsWith(family)))
  expect(unused).toEqual([])
})

test('every refusal says that nothing is lost, or that what was there is safe', () => {
  const calm = /[Nn]othing|safe|saved|still here|not been touched/
  const codes = Object.keys(en).filter((key) => key.startsWith('error.'))
  expect(codes.filter((key) => !calm.test(en[key]!))).toEqual([])
})

test('a message that does not parse fails the build', () => {
  expect(() => parseCatalogue('{"a": "{count, plural, one {#}"}')).toThrow()
})
