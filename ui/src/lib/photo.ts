// What photos are called in lists.
import type { PhotoRow } from '../api/bindings/PhotoRow'
import { t } from './i18n.svelte'

/** "AO-7K3F/1 · The sign or notice"; a copy says so. */
export function photoTitle(photo: Pick<PhotoRow, 'exhibit_ref' | 'slot' | 'copy' | 'caption'>): string {
  const name = photo.copy ? t('photo.copy') : (photo.exhibit_ref ?? t('photo.title'))
  const slot = photo.slot === null ? null : t(`code.PhotoSlot.${photo.slot}`)
  return [name, slot, photo.caption].filter(Boolean).join(' · ')
}
