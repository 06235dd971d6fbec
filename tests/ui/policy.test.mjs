// The app under the policy it ships with, and inside its budget of bytes.
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { ashaEnrolled, count, goTo, lock, startPatrol, wear } from './support/officer.mjs'
import { dist } from './support/parts.mjs'
import { routesWhen, visits } from './support/routes.mjs'

const kB = 1000
const assets = path.join(dist, 'assets')
const zipped = (file) => gzipSync(readFileSync(path.join(assets, file))).length
const sum = (sizes) => sizes.reduce((all, size) => all + size, 0)
/** A language is loaded by itself, and a phone speaks one. */
const isLanguage = (file) => /^(en|cy)-/.test(file)

/** The page's script and all that it names; what it asks for only when a screen is opened is not among them. */
function loadedFirst() {
  const begin = /src="\.\/assets\/([^"]+\.js)"/.exec(readFileSync(path.join(dist, 'index.html'), 'utf8'))[1]
  const found = new Set([begin])
  for (const file of found) {
    const text = readFileSync(path.join(assets, file), 'utf8')
    for (const [, named] of text.matchAll(/(?:from|import)\s*["'`]\.\/([^"'`]+\.js)["'`]/g)) found.add(named)
  }
  return [...found]
}

test('what_a_phone_loads_is_at_most_60_kB_of_javascript_and_20_of_css', (t) => {
  const files = readdirSync(assets)
  const first = loadedFirst()
  const languages = files.filter((file) => file.endsWith('.js') && isLanguage(file)).map(zipped)
  const js = sum(first.map(zipped)) + Math.max(...languages)
  const css = sum(files.filter((file) => file.endsWith('.css')).map(zipped))
  t.diagnostic(`gzipped: javascript ${js} with the larger of ${languages.join(' and ')}, css ${css} bytes`)
  assert.ok(languages.length === 2 && js > 10 * kB && css > kB, 'the build is there, each language by itself')
  assert.ok(js <= 60 * kB, `javascript is ${js} bytes`)
  assert.ok(css <= 20 * kB, `css is ${css} bytes`)
})

test('a_phone_loads_the_language_it_speaks_and_the_other_when_asked', async (t) => {
  const { page } = await ashaEnrolled(t)
  const loaded = () =>
    page.evaluate(() => performance.getEntriesByType('resource').map(({ name }) => /\/(en|cy)-[^/]*\.js$/.exec(name)?.[1]).filter(Boolean))
  assert.deepEqual(await loaded(), ['en'])
  await wear(page, { language: 'cy' })
  assert.deepEqual(await loaded(), ['en', 'cy'])
  await page.reload()
  await page.locator('#start').waitFor()
  assert.deepEqual(await loaded(), ['cy'])
})

test('the_page_ships_with_a_strict_policy_and_never_trips_over_it', async (t) => {
  const { bridge, page } = await ashaEnrolled(t)
  const answer = await page.request.get(bridge.url)
  const policy = answer.headers()['content-security-policy'] ?? ''
  assert.match(policy, /default-src '(self|none)'/)
  assert.match(policy, /script-src 'self'/)
  assert.doesNotMatch(policy, /unsafe-inline|unsafe-eval/)
  for (const route of routesWhen('enrolled')) await goTo(page, visits[route].path ?? route, visits[route].ready)
  await startPatrol(page)
  await count(page, 'RESIDENT')
  await lock(page)
  for (const route of routesWhen('locked')) await goTo(page, route, visits[route].ready)
  assert.deepEqual(await page.evaluate(() => window.violations), [])
})

test('a_script_that_the_policy_forbids_is_seen_by_this_check', async (t) => {
  const { page } = await ashaEnrolled(t)
  await page.evaluate(() => document.body.setAttribute('onclick', 'window.owned = true'))
  await page.evaluate(() => document.body.click())
  await page.waitForFunction(() => window.violations.length > 0)
  assert.equal(await page.evaluate(() => window.owned), undefined)
})

test('nothing_is_asked_of_any_other_place', async (t) => {
  const { bridge, page } = await ashaEnrolled(t)
  const home = new URL(bridge.url).origin
  const elsewhere = []
  page.on('request', (request) => new URL(request.url()).origin === home || elsewhere.push(request.url()))
  await page.reload()
  await page.locator('#start').waitFor()
  await startPatrol(page)
  await count(page, 'RESIDENT')
  assert.deepEqual(elsewhere, [])
})
