// Boxes drawn, tapped and typed are the same boxes.
import { expect, test } from 'vitest'
import { boxOf, movedFar, pointOn, typedBox } from '../src/lib/boxes'

const picture = { getBoundingClientRect: () => ({ left: 100, top: 50, width: 200, height: 400 }) } as unknown as Element
const at = (clientX: number, clientY: number) => pointOn({ clientX, clientY, currentTarget: picture })

test('a point is where the pointer is, and never beside the picture', () => {
  expect(at(200, 150)).toEqual({ x: 500, y: 250 })
  expect([at(0, 0), at(999, 999)]).toEqual([{ x: 0, y: 0 }, { x: 1000, y: 1000 }])
})

test('any two opposite corners make the same box', () => {
  const box = { x: 100, y: 200, w: 300, h: 50 }
  expect(boxOf({ x: 100, y: 200 }, { x: 400, y: 250 })).toEqual(box)
  expect(boxOf({ x: 400, y: 200 }, { x: 100, y: 250 })).toEqual(box)
  expect(boxOf({ x: 400, y: 250 }, { x: 100, y: 200 })).toEqual(box)
})

test('a box on the edge stays on the picture', () => {
  for (const box of [boxOf({ x: 1000, y: 1000 }, { x: 1000, y: 1000 }), boxOf({ x: 1000, y: 0 }, { x: 1000, y: 1000 })]) {
    expect(box.x + box.w <= 1000 && box.y + box.h <= 1000 && box.w > 0 && box.h > 0).toBe(true)
  }
})

test('a finger that trembles has tapped', () => {
  expect([movedFar({ x: 5, y: 5 }, { x: 15, y: 12 }), movedFar({ x: 5, y: 5 }, { x: 5, y: 40 })]).toEqual([false, true])
})

test('a typed box is read in per cent, and only where it is on the picture', () => {
  expect(typedBox({ x: '10', y: '0', w: '25,5', h: ' 100 ' })).toEqual({ x: 100, y: 0, w: 255, h: 1000 })
  for (const wrong of [{ x: '' }, { x: '90', w: '11' }, { h: '0' }, { y: '-1' }, { w: 'wide' }]) {
    expect(typedBox({ x: '0', y: '0', w: '10', h: '10', ...wrong })).toBeUndefined()
  }
})
