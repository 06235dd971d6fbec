// What every screen may ask: whether the book is open, who is here, how they like their screen, and what to say
// once after a save.
import { getContext, setContext } from 'svelte'
import type { Settings } from '../api/bindings/Settings'
import { live, type Live } from '../api/live.svelte'
import { call } from '../api/transport'
import { setLanguage } from './i18n.svelte'

const key = Symbol('session')

export class Session {
  lock: Live<'lock_state'> = live('lock_state', () => ({}))
  /** Whether the core answers for the book. */
  #answers = $derived(this.lock.value !== undefined && this.lock.value.stage !== 'locked')
  /** Nothing while the book is shut. */
  status: Live<'app_status'> = live('app_status', () => ({}), () => this.#answers)
  /** Said once, on the next screen shown, after something was saved. Never the only copy of anything. */
  notice = $state<string>()

  /** Asks both again. */
  async read(): Promise<void> {
    await this.lock.read()
    if (this.#answers) await this.status.read()
  }

  get settings(): Settings | undefined {
    return this.lock.value?.settings
  }

  /** Stores one changed setting; the app wears what was stored. */
  async set(change: Partial<Settings>): Promise<void> {
    const lock = this.lock.value
    if (lock === undefined) return
    const settings = await call('settings_put', { ...lock.settings, ...change })
    this.lock.amend({ ...lock, settings })
  }
}

/** Puts the settings that are about looks on the document. */
export async function wear(settings: Settings): Promise<void> {
  document.documentElement.dataset.theme = settings.theme
  document.documentElement.dataset.text = settings.text_size
  await setLanguage(settings.language)
}

export function beginSession(): Session {
  return setContext(key, new Session())
}

export function session(): Session {
  return getContext(key)
}
