// Every route of the router's table: how its pattern is filled in, and what shows that the screen is there.
// looks.test.mjs fails when the router has a route that is missing here, or the reverse.
import { readFileSync } from 'node:fs'
import path from 'node:path'

const file = path.resolve(import.meta.dirname, '../../../ui/src/routes.json')
export const routerTable = JSON.parse(readFileSync(file, 'utf8'))

/** `when`: the state of the app in which the screen has something to show. */
export const visits = {
  '/welcome': { when: 'new', ready: '[name=language]' },
  '/enrol': { when: 'new', ready: '#field-link' },
  '/enrol/confirm': { when: 'no_pin', ready: '#field-again' },
  '/enrol/ready': { when: 'enrolled', ready: '.govuk-task-list__item:nth-child(3)' },
  '/': { when: 'enrolled', ready: '#start' },
  '/start': { when: 'enrolled', ready: '[data-hotspot]' },
  '/add': { when: 'enrolled', ready: '.grid .press' },
  '/write/:kind': { when: 'enrolled', ready: '#next', path: '/write/observation' },
  '/power': { when: 'enrolled', ready: '[data-code]' },
  '/letter': { when: 'enrolled', ready: '[name=letter], #no-letters' },
  '/walk': { when: 'enrolled', ready: '[data-street]' },
  '/walk/:id': { when: 'street', ready: '[data-mark]', of: 'walk' },
  '/walk/:id/:observation': { when: 'street', ready: '#add-photo-DAMAGE', of: 'walk' },
  '/round': { when: 'enrolled', ready: '[data-street]' },
  '/round/:id': { when: 'street', ready: '[data-outcome]', of: 'round' },
  '/jobs': { when: 'job', ready: '.rows li' },
  '/jobs/:id': { when: 'job', ready: '#add-photo-BEFORE', of: 'job' },
  '/jobs/:id/sign': { when: 'job', ready: 'canvas', of: 'job' },
  '/jobs/:id/:item': { when: 'job', ready: '#add-photo-BEFORE', of: 'job' },
  '/incident': { when: 'patrol', ready: '[data-type]' },
  '/detail/:id': { when: 'patrol', ready: '#field-hotspot' },
  '/join': { when: 'enrolled', ready: '[data-hotspot]' },
  '/note': { when: 'enrolled', ready: '#field-text' },
  '/patrol': { when: 'patrol', ready: '[data-kind]' },
  '/patrol/note': { when: 'patrol', ready: '#field-text' },
  '/patrol/hotspot': { when: 'patrol', ready: '[data-hotspot]' },
  '/patrol/crew': { when: 'patrol', ready: '.step' },
  '/patrol/finish': { when: 'patrol', ready: '#field-note' },
  '/find': { when: 'enrolled', ready: '[data-place=address]' },
  '/find/street': { when: 'enrolled', ready: '[data-place]', path: '/find/street?name=Elm+Terrace&postcode=TS18' },
  '/find/:uprn': { when: 'enrolled', ready: '.govuk-summary-list__row', path: '/find/900012' },
  '/records': { when: 'patrol', ready: '.rows li' },
  '/records/:id': { when: 'patrol', ready: 'ol.rows li' },
  '/records/:id/correct': { when: 'patrol', ready: '#field-reason' },
  '/photos/found': { when: 'patrol', ready: '[data-found] img' },
  '/photos/:id': { when: 'patrol', ready: '.thumbs img', of: 'photo' },
  '/photos/:id/copy': { when: 'patrol', ready: '#cover', of: 'photo' },
  '/slip': { when: 'patrol', ready: '[data-why]' },
  '/shift/end': { when: 'patrol', ready: 'main p' },
  '/emergency': { when: 'enrolled', ready: '#call-danger' },
  '/settle/:id': { when: 'conflict', ready: '#keep-standing' },
  '/watch': { when: 'enrolled', ready: '[data-minutes]', path: '/watch?back=/more' },
  '/watch/end': { when: 'enrolled', ready: 'main p' },
  '/sync': { when: 'patrol', ready: '#send' },
  '/sync/sign-in': { when: 'enrolled', ready: '#field-link' },
  '/more': { when: 'enrolled', ready: '#tick-haptics' },
  '/more/pin': { when: 'enrolled', ready: '#field-old' },
  '/more/sign-out': { when: 'enrolled', ready: '.dock .press' },
  '/more/privacy': { when: 'enrolled', ready: 'main p:nth-of-type(3)' },
  '/more/accessibility': { when: 'enrolled', ready: 'main p:nth-of-type(3)' },
  '/more/keys': { when: 'enrolled', ready: '.govuk-summary-list__row' },
  '/more/about': { when: 'enrolled', ready: 'main p:nth-of-type(3)' },
  '/lock': { when: 'locked', ready: '#open' },
  '/rescue': { when: 'locked', ready: '#field-code' },
  '*': { when: 'enrolled', ready: 'main .press', path: '/nowhere' },
}

/** The address of a route, for a record that exists, or for several by what they are: `{ record, photo, walk, … }`. */
export function address(route, of) {
  const { path, of: what = 'record' } = visits[route]
  const named = typeof of === 'string' ? { record: of } : of
  return (path ?? route).replaceAll(/:(\w+)/g, (_, name) => (name === 'id' ? named[what] : named[name]))
}

/** The routes that a given state of the app can show. */
export const routesWhen = (...states) => Object.keys(visits).filter((route) => states.includes(visits[route].when))
