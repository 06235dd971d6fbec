// What every screen may ask: who is here, how they like their screen, and what to say once after a save.
import { getContext, setContext } from 'svelte'
import type { Settings } from '../api/bindings/Settings'
import { live, type Live } from '../api/live.svelte'
import { call } from '../api/transport'
import { setLanguage } from './i18n.svelte'

const key = Symbol('session')

export class Session {
  status: Live<'app_status'> = live('app_status', () => ({}))
  /** Said once, on the next screen shown, after something was saved. Never the only copy of anything. */
  notice = $state<string>()

  /** Stores one changed setting; the app wears what was stored. */
  async set(change: Partial<Settings>): Promise<void> {
    const status = this.status.value
    if (status === undefined) return
    const settings = await call('settings_put', { ...status.settings, ...change })
    this.status.put({ ...status, settings })
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
