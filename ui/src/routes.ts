// The router's table. routes.json lists every route (the browser tests walk the same list) and at which gates it can
// be reached: what is not in a gate's table is never mounted there. A route without a screen, or the reverse, does not
// compile.
import type { Component } from 'svelte'
import type { WrappedComponent } from 'svelte-spa-router'
import { wrap } from 'svelte-spa-router/wrap'
import type { LockStage } from './api/bindings/LockStage'
import { loadWords, type Key } from './lib/i18n.svelte'
import table from './routes.json'
import Emergency from './screens/Emergency.svelte'
import Lock from './screens/Lock.svelte'
import Missing from './screens/Missing.svelte'
import More from './screens/More.svelte'
import Patrol from './screens/Patrol.svelte'
import Sync from './screens/Sync.svelte'
import Today from './screens/Today.svelte'

export type Route = keyof typeof table
export type Tab = '/' | '/patrol' | '/walk' | '/jobs' | '/find' | '/more'

type Shown = Component<any> | WrappedComponent

/** A screen that many shifts do without: a phone loads it, and its words, when it is opened. */
const later = (screen: () => Promise<{ default: Component<any> }>): Shown =>
  wrap({ asyncComponent: () => Promise.all([screen(), loadWords()]).then(([loaded]) => loaded) })

const screens: Record<Route, Shown> = {
  '/': Today,
  '/start': later(() => import('./screens/Start.svelte')),
  '/add': later(() => import('./screens/Add.svelte')),
  '/write/:kind': later(() => import('./screens/Write.svelte')),
  '/power': later(() => import('./screens/Power.svelte')),
  '/letter': later(() => import('./screens/Letter.svelte')),
  '/walk': later(() => import('./screens/StreetPick.svelte')),
  '/walk/:id': later(() => import('./screens/Walk.svelte')),
  '/walk/:id/:observation': later(() => import('./screens/House.svelte')),
  '/round': later(() => import('./screens/StreetPick.svelte')),
  '/round/:id': later(() => import('./screens/Round.svelte')),
  '/jobs': later(() => import('./screens/Jobs.svelte')),
  '/jobs/:id': later(() => import('./screens/Job.svelte')),
  '/jobs/:id/sign': later(() => import('./screens/SignJob.svelte')),
  '/jobs/:id/:item': later(() => import('./screens/FitItem.svelte')),
  '/incident': later(() => import('./screens/Incident.svelte')),
  '/detail/:id': later(() => import('./screens/Detail.svelte')),
  '/settle/:id': later(() => import('./screens/Settle.svelte')),
  '/join': later(() => import('./screens/Join.svelte')),
  '/note': later(() => import('./screens/Note.svelte')),
  '/patrol': Patrol,
  '/patrol/note': later(() => import('./screens/PatrolNote.svelte')),
  '/patrol/hotspot': later(() => import('./screens/ChangeHotspot.svelte')),
  '/patrol/crew': later(() => import('./screens/ChangeCrew.svelte')),
  '/patrol/finish': later(() => import('./screens/Finish.svelte')),
  '/records': later(() => import('./screens/Records.svelte')),
  '/records/:id': later(() => import('./screens/RecordPage.svelte')),
  '/records/:id/correct': later(() => import('./screens/Correct.svelte')),
  '/find': later(() => import('./screens/Find.svelte')),
  '/find/street': later(() => import('./screens/Street.svelte')),
  '/find/:uprn': later(() => import('./screens/Address.svelte')),
  '/photos/found': later(() => import('./screens/FoundPhotos.svelte')),
  '/photos/:id': later(() => import('./screens/PhotoPage.svelte')),
  '/photos/:id/copy': later(() => import('./screens/CopyPhoto.svelte')),
  '/slip': later(() => import('./screens/Slip.svelte')),
  '/shift/end': later(() => import('./screens/EndShift.svelte')),
  '/emergency': Emergency,
  '/watch': later(() => import('./screens/BeginWatch.svelte')),
  '/watch/end': later(() => import('./screens/EndWatch.svelte')),
  '/sync': Sync,
  '/sync/sign-in': later(() => import('./screens/EnrolCode.svelte')),
  '/more': More,
  '/more/pin': later(() => import('./screens/ChangePin.svelte')),
  '/more/sign-out': later(() => import('./screens/SignOut.svelte')),
  '/more/privacy': later(() => import('./screens/Privacy.svelte')),
  '/more/accessibility': later(() => import('./screens/Accessibility.svelte')),
  '/more/keys': later(() => import('./screens/Keys.svelte')),
  '/more/about': later(() => import('./screens/About.svelte')),
  '/welcome': later(() => import('./screens/Welcome.svelte')),
  '/enrol': later(() => import('./screens/EnrolCode.svelte')),
  '/enrol/confirm': later(() => import('./screens/EnrolConfirm.svelte')),
  '/enrol/ready': later(() => import('./screens/EnrolReady.svelte')),
  '/lock': Lock,
  '/rescue': later(() => import('./screens/Rescue.svelte')),
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
export function screensAt(gate: Gate): Record<string, Shown> {
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
