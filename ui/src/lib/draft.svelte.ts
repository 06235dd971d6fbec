// A form that survives being closed: what is typed is stored 300 ms after the last change,
// and at once when the page is hidden, closed or left. The core keeps the drafts.
import { call } from '../api/transport'

export const saveAfterMs = 300

export class Draft<T extends object> {
  body = $state() as T
  /** The stored draft has been looked for; before this the form must not be shown. */
  ready = $state(false)
  /** The form opened with what had been typed before. */
  found = $state(false)
  /** Everything typed is stored. */
  kept = $state(false)
  #stored = ''
  /** Writes that the core has not answered. */
  #underWay = new Set<Promise<void>>()
  #timer: ReturnType<typeof setTimeout> | undefined
  #done = false

  constructor(
    readonly form: string,
    readonly id: string,
    readonly empty: T,
  ) {
    this.body = structuredClone(empty)
    this.#stored = JSON.stringify(empty)
  }

  async open(): Promise<void> {
    try {
      const draft = await call('draft_get', { form: this.form, id: this.id })
      if (draft !== null) {
        this.body = { ...structuredClone(this.empty), ...(draft.body as T) }
        this.#stored = JSON.stringify(this.body)
        this.found = this.kept = true
      }
    } finally {
      this.ready = true
    }
  }

  /** Called after each change; waits for the typing to pause. */
  changed(): void {
    if (!this.ready || this.#done || JSON.stringify(this.body) === this.#stored) return
    this.kept = false
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => void this.keep(), saveAfterMs)
  }

  /** Stores now what is not stored yet; afterwards nothing of it is still on its way. */
  async keep(): Promise<void> {
    clearTimeout(this.#timer)
    const text = JSON.stringify(this.body)
    if (this.ready && !this.#done && text !== this.#stored) {
      const putting = this.#put(text).finally(() => this.#underWay.delete(putting))
      this.#underWay.add(putting)
    }
    // One that arrived after its form was saved would stand there as a draft for ever.
    await Promise.all(this.#underWay)
  }

  async #put(text: string): Promise<void> {
    const { form, id } = this
    const before = this.#stored
    this.#stored = text
    try {
      await call('draft_put', { form, id, body: JSON.parse(text) })
    } catch (problem) {
      if (this.#stored === text) this.#stored = before
      throw problem
    }
    if (this.#stored === text) this.kept = true
  }

  /** Back to the empty form, by the officer's own wish. */
  async discard(): Promise<void> {
    clearTimeout(this.#timer)
    this.body = structuredClone(this.empty)
    this.#stored = JSON.stringify(this.empty)
    this.found = this.kept = false
    await this.#dropStored()
  }

  /** The core has saved the form and dropped its draft in the same moment. */
  saved(): void {
    this.#done = true
    clearTimeout(this.#timer)
  }

  /** The form was saved: its draft is no longer needed. */
  async drop(): Promise<void> {
    this.#done = true
    clearTimeout(this.#timer)
    await this.#dropStored()
  }

  async #dropStored(): Promise<void> {
    await Promise.allSettled(this.#underWay)
    await call('draft_drop', { form: this.form, id: this.id })
  }
}

/** Called while a form starts; the draft follows the form's life. */
export function draft<T extends object>(form: string, id: string, empty: T): Draft<T> {
  const kept = new Draft(form, id, empty)
  $effect(() => {
    void kept.open()
    const now = () => void kept.keep()
    const whenHidden = () => document.visibilityState === 'hidden' && now()
    document.addEventListener('visibilitychange', whenHidden)
    window.addEventListener('pagehide', now)
    return () => {
      document.removeEventListener('visibilitychange', whenHidden)
      window.removeEventListener('pagehide', now)
      now()
    }
  })
  $effect(() => {
    JSON.stringify(kept.body)
    kept.changed()
  })
  return kept
}

/**
 * The id of the record that a form will write: drawn when the form opens, so that photos can be taken for it, and stored
 * with what is typed once something hangs on it.
 */
export function promisedId(form: Draft<{ record: string }>) {
  let fresh = $state('')
  void call('record_new_id', {}).then((given) => (fresh = given.record), () => undefined)
  return {
    get id(): string {
      return form.body.record || fresh
    },
    keep(): Promise<void> {
      form.body.record ||= fresh
      return form.keep()
    },
  }
}
