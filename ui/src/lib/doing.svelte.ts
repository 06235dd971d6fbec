// One thing being done: what went wrong with it, and no second start while the first is under way.
import type { ErrorBody } from '../api/bindings/ErrorBody'

export class Doing {
  problem = $state.raw<ErrorBody>()
  busy = $state(false)

  /** Runs `act`; a refusal stays in `problem` until the next try. Gives undefined when refused or already busy. */
  async run<T>(act: () => Promise<T>): Promise<T | undefined> {
    if (this.busy) return undefined
    this.busy = true
    this.problem = undefined
    try {
      return await act()
    } catch (problem) {
      this.problem = problem as ErrorBody
      return undefined
    } finally {
      this.busy = false
    }
  }
}
