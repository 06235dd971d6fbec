// Times, lengths and distances in the reader's language. Stored times are UTC; people read local time.
import { locale, t } from './i18n.svelte'

const threeDaysMs = 3 * 24 * 60 * 60 * 1000

const isToday = (time: Date) => time.toDateString() === new Date().toDateString()

/** "14:02". */
export function timeOfDay(rfc3339: string): string {
  return new Intl.DateTimeFormat(locale(), { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(
    new Date(rfc3339),
  )
}

/** "14:02" today, "22 November, 14:02" on another day. */
export function whenText(rfc3339: string): string {
  const time = new Date(rfc3339)
  if (isToday(time)) return timeOfDay(rfc3339)
  return new Intl.DateTimeFormat(locale(), {
    day: 'numeric',
    month: 'long',
    year: time.getFullYear() === new Date().getFullYear() ? undefined : 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).format(time)
}

/** "22 November 2026", of a day as it is stored. */
export function dayText(day: string): string {
  const time = new Date(`${day}T12:00:00Z`)
  if (Number.isNaN(time.getTime())) return day
  return new Intl.DateTimeFormat(locale(), { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' }).format(time)
}

/** "1 hour 5 minutes"; under a minute, seconds. */
export function lengthText(seconds: number): string {
  const hours = Math.floor(seconds / 3600)
  const minutes = Math.floor((seconds % 3600) / 60)
  if (hours > 0) return t('length.hours', { hours, minutes })
  return minutes > 0 ? t('length.minutes', { minutes }) : t('length.seconds', { seconds: Math.floor(seconds) })
}

/** "350 m", "1.2 km". */
export function distanceText(metres: number): string {
  const far = metres >= 1000
  const value = new Intl.NumberFormat(locale(), { maximumFractionDigits: far ? 1 : 0 }).format(
    far ? metres / 1000 : Math.round(metres / 10) * 10,
  )
  return far ? t('distance.km', { value }) : t('distance.m', { value })
}

/** "£100.00". */
export function moneyText(pence: number): string {
  return new Intl.NumberFormat(locale(), { style: 'currency', currency: 'GBP' }).format(pence / 100)
}

/** "45 kB", "1.2 MB". */
export function sizeText(bytes: number): string {
  return bytes < 1e5 ? `${Math.ceil(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(1)} MB`
}

/** Whether work has waited so long that the officer is told. */
export function isOld(oldestWaiting: string | null): boolean {
  return oldestWaiting !== null && Date.now() - Date.parse(oldestWaiting) > threeDaysMs
}
