// The words for a refusal: by code, and by code and field where there is something better to say.
import type { ErrorBody } from '../api/bindings/ErrorBody'
import { t, tOr } from './i18n.svelte'

export function problemText(problem: ErrorBody): string {
  const general = t(`error.${problem.code}`)
  return problem.field === null ? general : tOr(`error.${problem.code}.${problem.field}`, general)
}

/** The words to stand by one field, if it is the one refused. */
export function fieldProblem(problem: ErrorBody | undefined, field: string): string | undefined {
  return problem?.field === field ? problemText(problem) : undefined
}
