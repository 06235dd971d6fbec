// One press of a wet or gloved finger is one tap. The same button within 250 ms counts once,
// and a key that is held down does not repeat.
export const guardMs = 250

/** Says whether a tap at `now` (monotonic milliseconds) is a new one. One guard per button. */
export function tapGuard(): (now: number) => boolean {
  let last = -Infinity
  return (now) => {
    if (now - last < guardMs) return false
    last = now
    return true
  }
}

/** For `onkeydown` of buttons that count: a held key is one press. */
export function ignoreRepeat(event: KeyboardEvent): void {
  if (event.repeat && (event.key === 'Enter' || event.key === ' ')) event.preventDefault()
}
