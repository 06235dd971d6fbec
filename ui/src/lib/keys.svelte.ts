// Keys for those who have a keyboard. All of them can be turned off (WCAG 2.1.4), and none works while something is typed.
import { session } from './session.svelte'

export type Keys = Record<string, () => void>

const typing = (target: EventTarget | null) =>
  target instanceof HTMLElement && (target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName) && (target as HTMLInputElement).type !== 'radio' && (target as HTMLInputElement).type !== 'checkbox')

/** "Alt+1", "/", "?"; shift is part of the character it makes. */
export const keyName = (event: KeyboardEvent): string => (event.altKey ? `Alt+${event.code.replace(/^Digit/, '')}` : event.key)

/** Called while a component starts; the keys work as long as it is on screen. */
export function keys(of: () => Keys): void {
  const here = session()
  $effect(() => {
    if (here.settings?.shortcuts === false) return
    const map = of()
    const pressed = (event: KeyboardEvent) => {
      const act = map[keyName(event)]
      if (act === undefined || event.ctrlKey || event.metaKey || event.repeat || (typing(event.target) && !event.altKey)) return
      event.preventDefault()
      act()
    }
    window.addEventListener('keydown', pressed)
    return () => window.removeEventListener('keydown', pressed)
  })
}
