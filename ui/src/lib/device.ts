// The two things asked of the phone itself. Both are extras: where a phone has neither, nothing is lost.

/** A short buzz: the tap is saved. */
export function buzz(): void {
  navigator.vibrate?.(30)
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
