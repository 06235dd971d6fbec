// Values of any kind of record, in words and in boxes.
import { expect, test } from 'vitest'
import { changedValues, localTime, shapeOf, storedTime } from '../src/lib/correction'
import { crewText } from '../src/lib/crew'
import { draftPath } from '../src/lib/drafts'
import { firstRoute } from '../src/routes'
import { fieldName, valueText } from '../src/lib/values'

const nobody = { pc: 0, pcso: 0, spc: 0, ceo: 0, warden: 0, csas: 0, marshal: 0, partner: 0 }

test('a code is shown by its name, a code of a newer hub as it is', () => {
  expect([valueText('FOOT'), valueText('SCOOTER'), valueText(['PSPO', 'WELFARE'])]).toEqual([
    'On foot', 'SCOOTER', 'PSPO enforced, Welfare check',
  ])
})

test('a field that has no name yet is shown by its own', () => {
  expect([fieldName('funding_stream'), fieldName('bins_overflowing')]).toEqual(['Funding', 'Bins overflowing'])
})

test('a crew is told in words', () => {
  expect(crewText({ ...nobody, ceo: 2, pcso: 1 })).toBe('2 × Civic enforcement officer, Police community support officer')
  expect(crewText(nobody)).toBe('Nobody')
})

test('a value keeps its shape in a box, and a reference is not typed', () => {
  const values = ['Gate', '2026-11-22T14:02:03.123Z', 3, false, 'FACT', ['PSPO'], '018f2b1c-0000-7000-8000-000000000000', { ceo: 1 }]
  expect(values.map(shapeOf)).toEqual(['text', 'time', 'number', 'yes_no', 'code', 'codes', null, null])
})

test('a time goes into its box and back to the second', () => {
  expect(storedTime(localTime('2026-11-22T14:02:03.000Z'))).toBe('2026-11-22T14:02:03.000Z')
  expect(storedTime('')).toBe('')
})

test('a correction carries only what was changed', () => {
  expect(changedValues({ a: 1, b: ['x'], c: 't' }, { a: 2, b: ['x'], c: 't' })).toEqual({ a: 2 })
})

test('every draft leads back to its form', () => {
  expect(draftPath({ form: 'note', id: 'new' })).toBe('/note')
  expect(draftPath({ form: 'note', id: 'a-patrol' })).toBe('/patrol/note')
  expect(draftPath({ form: 'correct', id: 'a-record' })).toBe('/records/a-record/correct')
  expect(draftPath({ form: 'of_a_newer_app', id: 'new' })).toBeNull()
})

test('the app opens where it was left, unless that place is gone', () => {
  const me = {}
  expect(firstRoute('', { me: null, route: '/patrol', patrol: false })).toBe('/welcome')
  expect(firstRoute('', { me, route: '/patrol/note', patrol: true })).toBe('/patrol/note')
  expect(firstRoute('', { me, route: '/patrol/note', patrol: false })).toBe('/')
  expect(firstRoute('/sync', { me, route: '/more', patrol: false })).toBe('/sync')
  expect(firstRoute('', { me, route: '/enrol', patrol: false })).toBe('/')
})
