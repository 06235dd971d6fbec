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
  '/note': { when: 'enrolled', ready: '#field-text' },
  '/patrol': { when: 'patrol', ready: '[data-kind]' },
  '/patrol/note': { when: 'patrol', ready: '#field-text' },
  '/patrol/hotspot': { when: 'patrol', ready: '[data-hotspot]' },
  '/patrol/crew': { when: 'patrol', ready: '.step' },
  '/patrol/finish': { when: 'patrol', ready: '#field-note' },
  '/records': { when: 'patrol', ready: '.rows li' },
  '/records/:id': { when: 'patrol', ready: 'ol.rows li' },
  '/records/:id/correct': { when: 'patrol', ready: '#field-reason' },
  '/sync': { when: 'patrol', ready: '#send' },
  '/sync/sign-in': { when: 'enrolled', ready: '#field-link' },
  '/more': { when: 'enrolled', ready: '#tick-haptics' },
  '/more/pin': { when: 'enrolled', ready: '#field-old' },
  '/more/privacy': { when: 'enrolled', ready: 'main p:nth-of-type(3)' },
  '/more/accessibility': { when: 'enrolled', ready: 'main p:nth-of-type(3)' },
  '/more/about': { when: 'enrolled', ready: 'main p:nth-of-type(3)' },
  '/lock': { when: 'locked', ready: '#open' },
  '/rescue': { when: 'locked', ready: '#field-code' },
  '*': { when: 'enrolled', ready: 'main .press', path: '/nowhere' },
}

/** The address of a route, for a record that exists. */
export const address = (route, record) => (visits[route].path ?? route).replace(':id', record)

/** The routes that a given state of the app can show. */
export const routesWhen = (...states) => Object.keys(visits).filter((route) => states.includes(visits[route].when))
