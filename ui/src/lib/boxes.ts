// Boxes on a picture, in thousandths of its width and height, as the core reads them.
import type { PhotoBox } from '../api/bindings/PhotoBox'

export interface Point {
  x: number
  y: number
}

const side = 1000
/** Less is a finger that trembles, and a tap. */
const far = 15

const within = (at: number) => Math.round(Math.min(side, Math.max(0, at)))

/** Where on the picture under it a pointer is. */
export function pointOn(event: Pick<PointerEvent, 'clientX' | 'clientY' | 'currentTarget'>): Point {
  const { left, top, width, height } = (event.currentTarget as Element).getBoundingClientRect()
  return { x: within(((event.clientX - left) / width) * side), y: within(((event.clientY - top) / height) * side) }
}

export const movedFar = (from: Point, to: Point): boolean => Math.abs(from.x - to.x) > far || Math.abs(from.y - to.y) > far

/** The box between two corners, whichever they are; never without a width or a height. */
export function boxOf(one: Point, other: Point): PhotoBox {
  const length = (from: number, to: number) => Math.max(1, Math.abs(from - to))
  const begin = (from: number, to: number) => Math.min(side - 1, from, to)
  return { x: begin(one.x, other.x), y: begin(one.y, other.y), w: length(one.x, other.x), h: length(one.y, other.y) }
}

/** A box typed in per cent; nothing where it is not one on the picture. */
export function typedBox(typed: Record<'x' | 'y' | 'w' | 'h', string>): PhotoBox | undefined {
  const part = (text: string) => (text.trim() === '' ? NaN : Math.round(Number(text.trim().replace(',', '.')) * 10))
  const [x, y, w, h] = [part(typed.x), part(typed.y), part(typed.w), part(typed.h)]
  const on = (at: number, length: number) => at >= 0 && length >= 1 && at + length <= side
  return on(x, w) && on(y, h) ? { x, y, w, h } : undefined
}
