// The pairs of colours that must be told apart in rain, sun and dark, at least as well as was measured on the prototype.
import { compileString } from 'sass'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'

const file = path.resolve(import.meta.dirname, '../src/styles/tokens.scss')
const css = compileString(readFileSync(file, 'utf8')).css

/** The tokens of the first rule whose selector is `selector`. */
function tokens(selector: string): Record<string, string> {
  const rule = css.slice(css.indexOf(selector))
  const body = rule.slice(0, rule.indexOf('}'))
  return Object.fromEntries([...body.matchAll(/--([a-z-]+): (#[0-9a-f]{6})/g)].map((match) => [match[1]!, match[2]!]))
}

function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const part = parseInt(hex.slice(at, at + 2), 16) / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  }) as [number, number, number]
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

export function contrast(one: string, other: string): number {
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a) as [number, number]
  return (light + 0.05) / (dark + 0.05)
}

const pairs = ['text/bg', 'second/bg', 'action-text/action', 'stop-text/stop', 'ok-text/ok', 'bad-text/bad', 'wait-text/wait', 'link/bg']
const floors = {
  ':root': [19.5, 9, 5.3, 5.2, 9, 9, 11, 6],
  '[data-theme=sun]': [21, 21, 12, 9.7, 12, 9.7, 15, 11],
  '[data-theme=night]': [17, 12, 7, 8, 8.5, 9, 10, 9],
}

test.each(Object.entries(floors))('%s can be read', (selector, least) => {
  const theme = tokens(selector)
  const low = pairs.flatMap((pair, i) => {
    const [front, back] = pair.split('/') as [string, string]
    const ratio = contrast(theme[front]!, theme[back]!)
    return ratio >= least[i]! ? [] : [`${pair}: ${ratio.toFixed(2)} is under ${least[i]}`]
  })
  expect(low).toEqual([])
})

test('text and edges on raised panels and on the undo bar can be read too', () => {
  for (const selector of Object.keys(floors)) {
    const theme = tokens(selector)
    expect(contrast(theme['text']!, theme['raised']!)).toBeGreaterThan(12)
    expect(contrast(theme['second']!, theme['raised']!)).toBeGreaterThan(7)
    expect(contrast(theme['undo-text']!, theme['undo']!)).toBeGreaterThan(12)
    expect(contrast(theme['edge']!, theme['bg']!)).toBeGreaterThan(4.5)
  }
})

test('the measure itself is right at its two ends', () => {
  expect(contrast('#ffffff', '#000000')).toBeCloseTo(21, 5)
  expect(contrast('#777777', '#777777')).toBe(1)
})
