// The patrol clock: stored seconds, plus the monotonic time since the answer arrived while it runs.
import type { PatrolView } from '../api/bindings/PatrolView'

/** Whole seconds to show. `arrived` and `now` are monotonic milliseconds. */
export function clockSeconds(
  patrol: Pick<PatrolView, 'state' | 'clock_seconds'>,
  arrived: number,
  now: number,
): number {
  const since = patrol.state === 'running' ? Math.max(0, now - arrived) / 1000 : 0
  return Math.floor(patrol.clock_seconds + since)
}

/** "18:22", and "1:05:09" from an hour on. */
export function clockText(seconds: number): string {
  const two = (n: number) => String(n).padStart(2, '0')
  const hours = Math.floor(seconds / 3600)
  const minutes = Math.floor(seconds / 60) % 60
  const rest = two(seconds % 60)
  return hours > 0 ? `${hours}:${two(minutes)}:${rest}` : `${two(minutes)}:${rest}`
}
