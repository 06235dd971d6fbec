// The router's table. routes.json lists every route (the browser tests walk the same list) and at which gates it can
// be reached: what is not in a gate's table is never mounted there. A route without a screen, or the reverse, does not
// compile.
import type { Component } from 'svelte'
import type { LockStage } from './api/bindings/LockStage'
import type { Key } from './lib/i18n.svelte'
import table from './routes.json'
import About from './screens/About.svelte'
import Accessibility from './screens/Accessibility.svelte'
import ChangeCrew from './screens/ChangeCrew.svelte'
import ChangeHotspot from './screens/ChangeHotspot.svelte'
import ChangePin from './screens/ChangePin.svelte'
import Correct from './screens/Correct.svelte'
import EnrolCode from './screens/EnrolCode.svelte'
import EnrolConfirm from './screens/EnrolConfirm.svelte'
import EnrolReady from './screens/EnrolReady.svelte'
import Finish from './screens/Finish.svelte'
import Lock from './screens/Lock.svelte'
import Missing from './screens/Missing.svelte'
import More from './screens/More.svelte'
import Note from './screens/Note.svelte'
import Patrol from './screens/Patrol.svelte'
import PatrolNote from './screens/PatrolNote.svelte'
import Privacy from './screens/Privacy.svelte'
import RecordPage from './screens/RecordPage.svelte'
import Records from './screens/Records.svelte'
import Rescue from './screens/Rescue.svelte'
import Start from './screens/Start.svelte'
import Sync from './screens/Sync.svelte'
import Today from './screens/Today.svelte'
import Welcome from './screens/Welcome.svelte'

export type Route = keyof typeof table
export type Tab = '/' | '/patrol' | '/records' | '/more'

const screens: Record<Route, Component<any>> = {
  '/': Today,
  '/start': Start,
  '/note': Note,
  '/patrol': Patrol,
  '/patrol/note': PatrolNote,
  '/patrol/hotspot': ChangeHotspot,
  '/patrol/crew': ChangeCrew,
  '/patrol/finish': Finish,
  '/records': Records,
  '/records/:id': RecordPage,
  '/records/:id/correct': Correct,
  '/sync': Sync,
  '/sync/sign-in': EnrolCode,
  '/more': More,
  '/more/pin': ChangePin,
  '/more/privacy': Privacy,
  '/more/accessibility': Accessibility,
  '/more/about': About,
  '/welcome': Welcome,
  '/enrol': EnrolCode,
  '/enrol/confirm': EnrolConfirm,
  '/enrol/ready': EnrolReady,
  '/lock': Lock,
  '/rescue': Rescue,
  '*': Missing,
}

/** How far somebody has come: nobody enrolled, no PIN chosen, the book shut, the book open. */
export type Gate = 'new' | 'no_pin' | 'locked' | 'open'

const homes: Record<Gate, Route> = { new: '/welcome', no_pin: '/enrol/confirm', locked: '/lock', open: '/' }

/** The gate one stands at; nothing while the answers are not there. */
export function gateOf(stage: LockStage | undefined, status: { me: unknown } | undefined): Gate | undefined {
  if (stage === 'locked') return stage
  if (stage === undefined || status === undefined) return undefined
  return status.me === null ? 'new' : stage
}

/** Where a router pattern leads at a gate: to itself, or to the gate's home. */
export function ledTo(pattern: Route, gate: Gate): Route {
  return (table[pattern].at as Gate[]).includes(gate) ? pattern : homes[gate]
}

/** What can be shown at a gate. */
export function screensAt(gate: Gate): Record<string, Component<any>> {
  return Object.fromEntries(Object.keys(screens).map((route) => [route, screens[ledTo(route as Route, gate)]]))
}

/** The table's row for a router pattern. */
export function routeInfo(route: Route): { title: Key; tab: Tab | null } {
  return table[route] as { title: Key; tab: Tab | null }
}

/** Where the app opens at a gate: an open book where it was left. */
export function firstRoute(gate: Gate, asked: string, status?: { route: string | null; patrol: boolean }): string {
  if (gate !== 'open') return homes[gate]
  const here = (path: string) => !(path in table) || ledTo(path as Route, gate) === path
  const wanted = asked !== '' && asked !== '/' && here(asked) ? asked : (status?.route ?? '/')
  const over = wanted.startsWith('/patrol') && !status?.patrol
  return over || !here(wanted) ? '/' : wanted
}
