// The words for a refusal: by code, and by code and field where there is something better to say.
import type { ErrorBody } from '../api/bindings/ErrorBody'
import { t, tOr } from './i18n.svelte'

export function problemText(problem: ErrorBody): string {
  const general = t(`error.${problem.code}`)
  if (problem.field === null) return general
  // What is wrong with a field, the core says in the detail, by its own word.
  return tOr([`error.${problem.code}.${problem.field}.${problem.detail}`, `error.${problem.code}.${problem.field}`, `fault.${problem.detail}`], general)
}

/** The words to stand by one field, if it is the one refused. */
export function fieldProblem(problem: ErrorBody | undefined, field: string): string | undefined {
  return problem?.field === field ? problemText(problem) : undefined
}
