// After wrong PINs the next try has to wait. The core counts; the screen shows the rest.
import type { Live } from '../api/live.svelte'
import { ticking } from './now.svelte'
import { secondsLeft } from './pin'

/** Called while a component starts; the getter gives the whole seconds left. At the end the core is asked again. */
export function waiting(lock: Live<'lock_state'>, over: () => void): () => number {
  const now = ticking()
  const wait = $derived(lock.value?.wait_seconds ?? 0)
  const left = $derived(secondsLeft(wait, lock.arrived, now()))
  $effect(() => {
    if (wait > 0 && left === 0) void lock.read().then(over)
  })
  return () => left
}
