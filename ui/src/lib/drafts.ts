// Which screen a stored draft belongs to, and what it is called.
import type { Draft } from '../api/bindings/Draft'
import { t, tOr, type Key } from './i18n.svelte'

/** The id of the draft of a form that has only one. */
export const onlyOne = 'new'

export function draftPath({ form, id }: Pick<Draft, 'form' | 'id'>): string | null {
  // The patrol of a note may be over by now; its note can still be written.
  if (form === 'note') return id === onlyOne ? '/note' : `/note?patrol=${id}`
  if (form === 'patrol_finish') return '/patrol/finish'
  if (form === 'write') return `/write/${id}`
  if (form === 'power') return id === onlyOne ? '/power' : `/power?${id}`
  if (form === 'letter') return id === onlyOne ? '/letter' : `/letter?${id}`
  if (form === 'shift_end') return '/shift/end'
  if (form === 'incident') return '/incident'
  if (form === 'detail') return `/detail/${id}`
  if (form === 'fit') return `/jobs/${id}`
  if (form === 'sign') return `/jobs/${id}/sign`
  if (form === 'correct') return `/records/${id}/correct`
  return null
}

const titles: Record<string, Key> = { shift_end: 'shift.end', power: 'patrol.act', letter: 'letter.title', incident: 'incident.title', detail: 'detail.title', fit: 'jobs.title', sign: 'jobs.signature', house: 'walk.house' }

export function draftTitle({ form, id }: Pick<Draft, 'form' | 'id'>): string {
  if (titles[form] !== undefined) return t(titles[form])
  if (form === 'write') return tOr(`kind.${id.split('?')[0]}`, id)
  if (form === 'note') return t('draft.note')
  return form === 'patrol_finish' ? t('draft.patrol_finish') : t('draft.correct')
}
