// Tells the core that somebody is using the app, and that it went out of sight. When the book shuts is the core's to say.
import { call, type Name } from '../api/transport'

const everyMs = 30_000

/** Watches from now on, while the book is open; until the returned function is called. */
export function watchUse(): () => void {
  let told = performance.now()
  // Lost words do no harm: the book shuts a little earlier, and nothing in it is lost.
  const say = (name: Name & ('stay_open' | 'put_away')) => void call(name, {}).catch(() => undefined)
  const used = () => {
    told = performance.now()
    say('stay_open')
  }
  const touched = () => performance.now() - told >= everyMs && used()
  // Back in time, the book stays open for whoever only looks at the clock; too late, the core has shut it before it hears.
  const seen = () => (document.visibilityState === 'hidden' ? say('put_away') : used())
  document.addEventListener('pointerdown', touched, true)
  document.addEventListener('keydown', touched, true)
  document.addEventListener('visibilitychange', seen)
  return () => {
    document.removeEventListener('pointerdown', touched, true)
    document.removeEventListener('keydown', touched, true)
    document.removeEventListener('visibilitychange', seen)
  }
}
