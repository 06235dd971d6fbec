// What a place is called on screen. Addresses stay as they were written, in whatever language.
import type { PlaceRow } from '../api/bindings/PlaceRow'

/** "12 Elm Terrace", "Flat 3, 14 Elm Terrace", "The Lodge, Elm Terrace", "Elm Terrace", "TS18 1AA". */
export function placeName({ line, street, postcode }: Pick<PlaceRow, 'line' | 'street' | 'postcode'>): string {
  const between = /\d[a-z]?$/i.test(line) ? ' ' : ', '
  return [line, street].filter(Boolean).join(between) || postcode
}
