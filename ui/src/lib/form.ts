// What a form of any kind asks for, read from the generated table. Whether an answer is right, the core says.
import { facts } from '../api/bindings/kinds'
import { fieldsOf, type FieldInfo } from './values'

export type Values = Record<string, unknown>
type Named = [string, FieldInfo]

/** Whether a field has a place on the form beside these answers. */
export function isAsked([field, info]: Named, values: Values, given: Values): boolean {
  if (!info.asked || field in given) return false
  return info.when === undefined || info.when[1].includes(String(values[info.when[0]] ?? ''))
}

/** Whether the form cannot be saved without it, as far as the table says. */
export function isNeeded([, info]: Named, values: Values): boolean {
  const named = ([field, codes]: readonly [string, readonly string[]]) => codes.includes(String(values[field] ?? ''))
  return info.required || info.when !== undefined || (info.needed !== undefined && named(info.needed))
}

/** The fields of a form: those that are needed first, those that may be left out behind them. */
export function asked(kind: string, values: Values, given: Values): { needed: Named[]; more: Named[] } {
  const all = fieldsOf(kind).filter((field) => isAsked(field, values, given))
  return { needed: all.filter((field) => isNeeded(field, values)), more: all.filter((field) => !isNeeded(field, values)) }
}

/** The answers as they are saved: what has no place beside the others is left out, and so is what was left empty. */
export function answers(kind: string, values: Values, given: Values): Values {
  const kept = fieldsOf(kind).filter(
    (field) => isAsked(field, values, given) && values[field[0]] !== undefined && values[field[0]] !== null && values[field[0]] !== '',
  )
  return { ...given, ...Object.fromEntries(kept.map(([field]) => [field, values[field]])) }
}

/** What the address of a form says already: the fields of its kind that stand in the query. */
export function givenBy(kind: string, query: string): Values {
  const known = new Map(fieldsOf(kind))
  return Object.fromEntries([...new URLSearchParams(query)].filter(([field]) => known.has(field)))
}

/** Whether answers are read once more before they are saved: they name a person, or leave the council. */
export function isChecked(kind: string): boolean {
  const known = facts[kind as keyof typeof facts]
  return known !== undefined && ['special', 'sealed'].includes(known.class)
}

/** The kinds that are written as parts of this one, in menu order, each with the field that names it. */
export function partsOf(kind: string): [part: string, field: string][] {
  return Object.entries(facts).flatMap(([part, known]) => ('parent' in known && known.parent[1] === kind ? [[part, known.parent[0]] as [string, string]] : []))
}

/** The kinds of a part of the menu, in its order. */
export function menu(part: string): string[] {
  return Object.entries(facts).flatMap(([kind, known]) => ('menu' in known && known.menu === part ? [kind] : []))
}
