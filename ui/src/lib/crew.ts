// A crew in words.
import type { Crew } from '../api/bindings/Crew'
import { t } from './i18n.svelte'

export const crewTypes: (keyof Crew)[] = ['ceo', 'csas', 'warden', 'marshal', 'pcso', 'pc', 'spc', 'partner']

/** "Civic enforcement officer", "2 × Warden, Partner". */
export function crewText(crew: Crew): string {
  const parts = crewTypes
    .filter((type) => crew[type] > 0)
    .map((type) => (crew[type] === 1 ? t(`crew.${type}`) : t('crew.of', { count: crew[type], who: t(`crew.${type}`) })))
  return parts.length > 0 ? parts.join(', ') : t('crew.total', { count: 0 })
}
