// Which screen a stored draft belongs to, and what it is called.
import type { Draft } from '../api/bindings/Draft'
import { t } from './i18n.svelte'

/** The id of the draft of a form that has only one. */
export const onlyOne = 'new'

export function draftPath({ form, id }: Pick<Draft, 'form' | 'id'>): string | null {
  // The patrol of a note may be over by now; its note can still be written.
  if (form === 'note') return id === onlyOne ? '/note' : `/note?patrol=${id}`
  if (form === 'patrol_finish') return '/patrol/finish'
  if (form === 'correct') return `/records/${id}/correct`
  return null
}

export function draftTitle({ form }: Pick<Draft, 'form'>): string {
  if (form === 'note') return t('draft.note')
  return form === 'patrol_finish' ? t('draft.patrol_finish') : t('draft.correct')
}
