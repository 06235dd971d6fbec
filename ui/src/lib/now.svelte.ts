// A monotonic "now" that components can depend on.

/** Called while a component starts; the getter gives milliseconds, a quarter of a second old at most. */
export function ticking(): () => number {
  let now = $state(performance.now())
  $effect(() => {
    const timer = setInterval(() => (now = performance.now()), 250)
    return () => clearInterval(timer)
  })
  return () => now
}
