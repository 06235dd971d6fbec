// Values of any kind of record, in words and in boxes.
import { expect, test } from 'vitest'
import { codes, kinds } from '../src/api/bindings/kinds'
import { changedValues, correctable, localTime, storedTime, typed } from '../src/lib/correction'
import { crewText } from '../src/lib/crew'
import { draftPath } from '../src/lib/drafts'
import { firstRoute, gateOf, screensAt } from '../src/routes'
import { tOr } from '../src/lib/i18n.svelte'
import { forPeople, valueText } from '../src/lib/values'
import { fieldName } from '../src/lib/words'

const nobody = { pc: 0, pcso: 0, spc: 0, ceo: 0, warden: 0, csas: 0, marshal: 0, partner: 0 }

test('a code is shown by its name, a code of a newer hub as it is', () => {
  expect(valueText('patrol', 'mode', 'FOOT')).toBe('On foot')
  expect(valueText('patrol', 'mode', 'SCOOTER')).toBe('SCOOTER')
  expect(valueText('patrol', 'activities', ['PSPO', 'WELFARE'])).toBe('PSPO enforced, Welfare check')
  expect(valueText('patrol', 'activities', { add: ['PSPO'], remove: ['WELFARE'] })).toBe('+ PSPO enforced − Welfare check')
  expect(valueText('of_a_newer_hub', 'bins', 3)).toBe('3')
})

test('every kind, field and code of the generated table has its words', () => {
  const named = (key: string) => tOr(key, '') !== ''
  const fields = Object.entries(kinds).flatMap(([kind, all]) => Object.keys(all).map((field) => [`kind.${kind}.${field}`, `field.${field}`]))
  const names = Object.keys(kinds).map((kind) => `kind.${kind}`)
  const listed = Object.entries(codes).flatMap(([list, all]) => all.map((code) => `code.${list}.${code}`))
  expect(fields.filter((keys) => !keys.some(named))).toEqual([])
  expect([...names, ...listed].filter((key) => !named(key))).toEqual([])
})

test('a field that has no name yet is shown by its own', () => {
  expect([fieldName('patrol', 'funding_stream'), fieldName('patrol', 'bins_overflowing')]).toEqual(['Funding', 'Bins overflowing'])
})

test('evidence for machines and references are not shown', () => {
  const shown = ['from', 'to', 'from_boot', 'to_monotonic_ms', 'patrol', 'hotspot', 'hotspot_version'].filter((field) => forPeople('patrol_leg', field))
  expect(shown).toEqual(['from', 'to', 'hotspot'])
})

test('a crew is told in words', () => {
  expect(crewText({ ...nobody, ceo: 2, pcso: 1 })).toBe('2 × Civic enforcement officer, Police community support officer')
  expect(crewText(nobody)).toBe('Nobody')
})

test('what can be typed can be corrected; places and references cannot', () => {
  expect(correctable('note').map(([field]) => field)).toEqual(['text', 'speech_verbatim', 'statement'])
})

test('an emptied box is nothing where that is allowed, and a number is a number', () => {
  const integer = { shape: 'integer', required: false } as const
  expect([typed(integer, '3'), typed(integer, ''), typed(integer, 'three')]).toEqual([3, null, 'three'])
  expect(typed({ shape: 'text', required: true }, '')).toBe('')
})

test('a time goes into its box and back to the second', () => {
  expect(storedTime(localTime('2026-11-22T14:02:03.000Z'))).toBe('2026-11-22T14:02:03.000Z')
  expect([storedTime(''), localTime(null)]).toEqual([null, ''])
})

test('a correction carries only what was changed', () => {
  expect(changedValues({ a: 1, b: ['x'] }, { a: 2, b: ['x'], c: null })).toEqual({ a: 2 })
})

test('every draft leads back to its form', () => {
  expect(draftPath({ form: 'note', id: 'new' })).toBe('/note')
  expect(draftPath({ form: 'note', id: 'a-patrol' })).toBe('/note?patrol=a-patrol')
  expect(draftPath({ form: 'correct', id: 'a-record' })).toBe('/records/a-record/correct')
  expect(draftPath({ form: 'of_a_newer_app', id: 'new' })).toBeNull()
})

test('the app opens where it was left, unless that place is gone', () => {
  expect(firstRoute('open', '', { route: '/patrol/note', patrol: true })).toBe('/patrol/note')
  expect(firstRoute('open', '', { route: '/patrol/note', patrol: false })).toBe('/')
  expect(firstRoute('open', '/sync', { route: '/more', patrol: false })).toBe('/sync')
  expect(firstRoute('open', '/lock', { route: '/records/a-record', patrol: false })).toBe('/records/a-record')
  expect(firstRoute('open', '', { route: '/enrol', patrol: false })).toBe('/')
})

test('at every other gate the app opens at its one screen, whatever was asked for', () => {
  const left = { route: '/patrol', patrol: true }
  expect((['new', 'no_pin', 'locked'] as const).map((gate) => firstRoute(gate, '/records', left))).toEqual(['/welcome', '/enrol/confirm', '/lock'])
})

test('behind a shut lock there is the lock, the way back in and whom to call in danger, and no other screen', () => {
  const shut = screensAt('locked')
  expect(new Set(Object.values(shut)).size).toBe(3)
  expect(Object.keys(shut).filter((route) => shut[route] !== shut['/lock'])).toEqual(['/emergency', '/rescue'])
  expect(new Set(Object.values(screensAt('no_pin'))).size).toBe(2)
})

test('a gate is known when what it depends on is', () => {
  const me = {}
  expect([gateOf(undefined, { me }), gateOf('open', undefined), gateOf('locked', undefined)]).toEqual([undefined, undefined, 'locked'])
  expect([gateOf('no_pin', { me: null }), gateOf('no_pin', { me }), gateOf('open', { me })]).toEqual(['new', 'no_pin', 'open'])
})
