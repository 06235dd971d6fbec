// What is asked of the phone itself. All of it is extra: where a phone has none of it, nothing is lost.

/** A short buzz: the tap is saved. */
export function buzz(): void {
  navigator.vibrate?.(30)
}

let sound: AudioContext | undefined

/** Vibrates and beeps so often. A page that was not touched yet may make no sound: what it warns of stands on screen. */
export function warn(times: number): void {
  navigator.vibrate?.(Array.from({ length: 2 * times - 1 }, () => 400))
  sound ??= 'AudioContext' in window ? new AudioContext() : undefined
  if (sound === undefined) return
  void sound.resume().catch(() => undefined)
  for (let at = 0; at < times; at += 1) {
    const tone = sound.createOscillator()
    tone.frequency.value = 880
    tone.connect(sound.destination)
    tone.start(sound.currentTime + at * 0.8)
    tone.stop(sound.currentTime + at * 0.8 + 0.4)
  }
}

/** Keeps the screen on until the returned function is called. The lock is lost whenever the app is hidden. */
export function keepScreenOn(): () => void {
  let lock: WakeLockSentinel | undefined
  let wanted = true
  const ask = async () => {
    if (document.visibilityState !== 'visible') return
    lock = await navigator.wakeLock?.request('screen').catch(() => undefined)
    if (!wanted) void lock?.release()
  }
  void ask()
  document.addEventListener('visibilitychange', ask)
  return () => {
    wanted = false
    document.removeEventListener('visibilitychange', ask)
    void lock?.release()
  }
}
