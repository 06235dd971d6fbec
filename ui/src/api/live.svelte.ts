// What the screen shows of the core's answers, re-read whenever the core says that something changed.
// A call costs about a millisecond, so everything on screen is re-read: no keys, no cache, no stale times.
// (A query library would bring those for 12 kB; on a local store they have nothing to do.)
import type { ErrorBody } from './bindings/ErrorBody'
import { call, onChanged, type Input, type Name, type Output } from './transport'

const shown = new Set<Live<Name>>()
const settleMs = 50

/** One question kept answered while its component is on screen. */
export class Live<N extends Name> {
  value = $state.raw<Output<N>>()
  problem = $state.raw<ErrorBody>()
  /** Monotonic milliseconds at which `value` arrived. */
  arrived = $state.raw(0)
  #asking: Promise<void> | undefined
  #askAgain = false
  #edition = 0

  constructor(
    readonly name: N,
    readonly input: () => Input<N>,
  ) {}

  /** Shows an answer that a command has just given; a read that was under way is older and is dropped. */
  put(value: Output<N>): void {
    this.#edition += 1
    this.value = value
    this.arrived = performance.now()
    this.problem = undefined
  }

  /** Shows a part that a command has just changed; times in it still count from when the rest arrived. */
  amend(value: Output<N>): void {
    this.#edition += 1
    this.value = value
  }

  /** Knows nothing any more: what it knew is not for whoever looks now. */
  forget(): void {
    this.#edition += 1
    this.value = this.problem = undefined
  }

  /** Asks again. Never two at once: a change heard while asking is asked for afterwards. */
  read(): Promise<void> {
    if (this.#asking) this.#askAgain = true
    else this.#asking = this.#ask().finally(() => (this.#asking = undefined))
    return this.#asking
  }

  async #ask(): Promise<void> {
    do {
      this.#askAgain = false
      const edition = this.#edition
      try {
        const value = await call(this.name, this.input())
        if (edition === this.#edition) this.put(value)
        else this.#askAgain = true
      } catch (problem) {
        // The lock says so itself, and takes the screen that asked.
        if ((problem as ErrorBody).code !== 'locked') this.problem = problem as ErrorBody
      }
    } while (this.#askAgain)
  }
}

/** Called while a component starts; lives as long as it does. Reads again when `input` changes; asks only while `asked`. */
export function live<N extends Name>(name: N, input: () => Input<N>, asked: () => boolean = () => true): Live<N> {
  const question = new Live(name, input)
  $effect(() => {
    if (!asked()) return question.forget()
    shown.add(question as unknown as Live<Name>)
    input()
    void question.read()
    return () => shown.delete(question as unknown as Live<Name>)
  })
  return question
}

/** Begins to listen; once, when the app starts. */
export function followChanges(): () => void {
  let due: ReturnType<typeof setTimeout> | undefined
  const readAll = () => {
    due = undefined
    shown.forEach((question) => void question.read())
  }
  // A little later: what a tap changed is painted first, and a burst of changes is read once.
  const readSoon = () => void (due ??= setTimeout(readAll, settleMs))
  // The monotonic clock may stand still while a phone sleeps, so coming back reads the stored times again.
  const whenVisible = () => document.visibilityState === 'visible' && readAll()
  document.addEventListener('visibilitychange', whenVisible)
  const stop = onChanged(readSoon)
  return () => {
    clearTimeout(due)
    document.removeEventListener('visibilitychange', whenVisible)
    stop()
  }
}
