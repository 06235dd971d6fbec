// What must hold on every screen. Each function gives a list of complaints; empty is good.
import { createRequire } from 'node:module'
import { readFileSync } from 'node:fs'
import { goTo, wear } from './officer.mjs'
import { address, visits } from './routes.mjs'

const axeText = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const axeTags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa', 'best-practice']

export const narrow = { width: 320, height: 640 }
export const looksOfAll = ['day', 'sun', 'night'].flatMap((theme) => ['largest', 'normal'].map((text_size) => ({ theme, text_size })))
export const inWelsh = { theme: 'day', text_size: 'largest', language: 'cy' }

/** What there is to complain about on these routes in one look. */
export async function look(page, routes, of, change) {
  const said = []
  await wear(page, change)
  for (const route of routes) {
    await goTo(page, address(route, of), visits[route].ready)
    said.push(...(await complaints(page, `${route} ${Object.values(change).join(' ')}`)))
  }
  return said
}

/** What is on screen now, in every look; `first` sets the stage for each. */
export async function complaintsInAllLooks(page, place, first = async () => undefined) {
  const said = []
  for (const change of looksOfAll) {
    await first()
    await wear(page, change)
    said.push(...(await complaints(page, `${place} ${Object.values(change).join(' ')}`)))
  }
  return said
}

/** Everything at once, each complaint with the place it was seen. */
export async function complaints(page, place) {
  const all = [...(await axe(page)), ...(await smallTargets(page)), ...(await clipped(page)), ...(await covered(page))]
  return all.map((complaint) => `${place}: ${complaint}`)
}

/** WCAG 2.0 to 2.2 A and AA and best practice, by axe. */
export async function axe(page) {
  await page.evaluate((text) => {
    if (!window.axe) (0, eval)(text)
  }, axeText).catch(() => page.evaluate(axeText))
  const found = await page.evaluate((tags) => window.axe.run(document, { runOnly: tags }), axeTags)
  return found.violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `axe ${id}: ${node.target.join(' ')} ${node.failureSummary?.split('\n')[1]?.trim() ?? ''}`),
  )
}

/** Everything that can be pressed is at least 48 by 48 CSS pixels. */
export const smallTargets = (page) =>
  page.evaluate(() => {
    const selector = 'a[href], button, input, select, textarea, summary, [role=button], [tabindex="0"]'
    return [...document.querySelectorAll(selector)].flatMap((node) => {
      if (!node.checkVisibility({ visibilityProperty: true })) return []
      const { width, height } = node.getBoundingClientRect()
      if (width >= 47.5 && height >= 47.5) return []
      return [`target ${width.toFixed(1)} × ${height.toFixed(1)}: ${node.outerHTML.slice(0, 90)}`]
    })
  })

/** Nothing reaches past the right edge, and what scrolls is tall enough to read in. */
export const clipped = (page) =>
  page.evaluate(() => {
    const name = (node) => `${node.tagName.toLowerCase()}.${node.className?.baseVal ?? node.className}`
    const hidden = (node) => node.closest('.govuk-visually-hidden') || !node.checkVisibility({ visibilityProperty: true })
    const said = []
    for (const node of document.body.querySelectorAll('*')) {
      if (hidden(node)) continue
      const { left, right } = node.getBoundingClientRect()
      if (right > innerWidth + 1 || left < -1) said.push(`past the edge (${Math.round(right)} of ${innerWidth}): ${name(node)}`)
      if (node.tagName === 'INPUT') continue // what is typed moves along as it is read
      const { overflowX } = getComputedStyle(node)
      if (overflowX !== 'visible' && node.scrollWidth > node.clientWidth + 1) said.push(`cut off sideways: ${name(node)}`)
    }
    const app = document.querySelector('.app')
    const region = app.scrollHeight > app.clientHeight + 1 ? app : document.querySelector('.page')
    const least = Math.min(200, innerHeight / 3)
    if (region.clientHeight < least) said.push(`only ${region.clientHeight} px scroll: ${name(region)}`)
    return said
  })

/** Everything that can be pressed can be reached: scrolled into view, its middle is its own. */
export const covered = (page) =>
  page.evaluate(() => {
    const said = []
    for (const node of document.querySelectorAll('a[href], button, input, select, textarea, summary')) {
      if (!node.checkVisibility({ visibilityProperty: true })) continue
      node.scrollIntoView({ block: 'nearest', behavior: 'instant' })
      const { left, top, width, height } = node.getBoundingClientRect()
      const there = document.elementFromPoint(left + width / 2, top + height / 2)
      const own = there && (node.contains(there) || there.contains(node) || node.labels?.[0]?.contains(there))
      if (!own) said.push(`covered by ${there?.outerHTML.slice(0, 60)}: ${node.outerHTML.slice(0, 90)}`)
    }
    return said
  })
