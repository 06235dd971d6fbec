// The router's table. routes.json lists every route (the browser tests walk the same list);
// `open` routes need no enrolment. A route without a screen, or the reverse, does not compile.
import type { Component } from 'svelte'
import type { Key } from './lib/i18n.svelte'
import table from './routes.json'
import About from './screens/About.svelte'
import Accessibility from './screens/Accessibility.svelte'
import ChangeCrew from './screens/ChangeCrew.svelte'
import ChangeHotspot from './screens/ChangeHotspot.svelte'
import Correct from './screens/Correct.svelte'
import EnrolCode from './screens/EnrolCode.svelte'
import EnrolConfirm from './screens/EnrolConfirm.svelte'
import EnrolReady from './screens/EnrolReady.svelte'
import Finish from './screens/Finish.svelte'
import Missing from './screens/Missing.svelte'
import More from './screens/More.svelte'
import Note from './screens/Note.svelte'
import Patrol from './screens/Patrol.svelte'
import PatrolNote from './screens/PatrolNote.svelte'
import Privacy from './screens/Privacy.svelte'
import RecordPage from './screens/RecordPage.svelte'
import Records from './screens/Records.svelte'
import Start from './screens/Start.svelte'
import Sync from './screens/Sync.svelte'
import Today from './screens/Today.svelte'
import Welcome from './screens/Welcome.svelte'

export type Route = keyof typeof table
export type Tab = '/' | '/patrol' | '/records' | '/more'

export const screens: Record<Route, Component<any>> = {
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
  '/more': More,
  '/more/privacy': Privacy,
  '/more/accessibility': Accessibility,
  '/more/about': About,
  '/welcome': Welcome,
  '/enrol': EnrolCode,
  '/enrol/confirm': EnrolConfirm,
  '/enrol/ready': EnrolReady,
  '*': Missing,
}

/** The table's row for a router pattern. */
export function routeInfo(route: string): { title: Key; tab: Tab | null; open: boolean } {
  return table[route as Route] as { title: Key; tab: Tab | null; open: boolean }
}

/** Where the app opens: an unenrolled phone at Welcome, an enrolled one where it was left. */
export function firstRoute(
  asked: string,
  status: { me: unknown; route: string | null; patrol: boolean },
): string {
  if (status.me === null) return '/welcome'
  const wanted = asked !== '' && asked !== '/' ? asked : (status.route ?? '/')
  const left = wanted.startsWith('/welcome') || wanted === '/enrol'
  const over = wanted.startsWith('/patrol') && !status.patrol
  return left || over ? '/' : wanted
}
