// Where an act happened and how its choices are sorted for the eye. What may be used, the core says.
import type { ActionCode } from '../api/bindings/ActionCode'
import type { PlaceDetail } from '../api/bindings/PlaceDetail'
import type { PowersHere } from '../api/bindings/PowersHere'
import type { WhyNot } from '../api/bindings/WhyNot'
import type { Values } from './form'
import { placeName } from './places'

/** A place with a position. */
export interface PowerPlace {
  lat: number
  lon: number
  /** Metres, of a position of the phone. */
  accuracy_m?: number
  place_source: string
  uprn?: string
  /** As records have it; of a home the core knows it. */
  address?: string
  hotspot?: string
  /** As it is shown, where it is not where the phone is. */
  name?: string
}

/** Where the phone is, as the list was made for; nothing where that is not known. */
export function placeOf(offers: PowersHere | undefined): PowerPlace | null {
  if (!offers || offers.lat === null || offers.lon === null) return null
  return { lat: offers.lat, lon: offers.lon, place_source: 'GNSS', ...(offers.accuracy_m !== null && { accuracy_m: offers.accuracy_m }) }
}

/** A home of the gazetteer. */
export function homeOf(home: PlaceDetail | undefined): PowerPlace | null {
  if (!home || home.row.uprn === null) return null
  return { lat: home.lat, lon: home.lon, place_source: 'ADDRESS', uprn: home.row.uprn, name: `${placeName(home.row)}, ${home.row.postcode}` }
}

/** Where something was seen; nothing where it has no position. */
export function foundBy(seen: Values | undefined): PowerPlace | null {
  if (typeof seen?.['lat'] !== 'number' || typeof seen['lon'] !== 'number') return null
  const { lat, lon, accuracy_m, place_source = 'NONE', uprn, address, hotspot } = seen
  const kept = Object.entries({ lat, lon, accuracy_m, place_source, uprn, address, hotspot, name: address }).filter(([, value]) => value !== undefined && value !== null)
  return Object.fromEntries(kept) as unknown as PowerPlace
}

/** What a record says of it. */
export function placeValues(place: PowerPlace | null): Values {
  if (place === null) return {}
  const { name: _, ...values } = place
  return values
}

export const rungs = ['talk', 'power', 'refer'] as const
const talk: ActionCode[] = ['ADV', 'VW', 'PSPO-ENG', 'FLY-REP', 'NFA']

/** Under which heading an act is looked for. */
export function rungOf(code: ActionCode): (typeof rungs)[number] {
  if (code.startsWith('REF-')) return 'refer'
  return talk.includes(code) ? 'talk' : 'power'
}

/** Why something is not offered, what an officer can change first. */
export const whyNots: WhyNot[] = ['place_unknown', 'no_order', 'authorisation', 'amount', 'police', 'role']
