// Photos for the screens: drawn in the browser, with a place and a way up in their metadata as a phone writes them.
import { ask } from './officer.mjs'

/** EXIF that says: lying on its side (6), taken at 54 degrees north. */
const exif = Buffer.from(
  '457869660000' +
    '49492a0008000000' + // little-endian, the first directory follows
    '0200' +
    '120103000100000006000000' + // orientation 6
    '258804000100000026000000' + // the GPS directory
    '00000000' +
    '0100' +
    '020005000300000038000000' + // latitude
    '00000000' +
    '360000000100000000000000010000000000000001000000',
  'hex',
)

/** A JPEG of a wall with a door, with EXIF in front. */
export async function jpegOf(page, { width = 900, height = 600, tells = true } = {}) {
  const drawn = await page.evaluate(
    async ([w, h]) => {
      const canvas = Object.assign(document.createElement('canvas'), { width: w, height: h })
      const pen = canvas.getContext('2d')
      pen.fillStyle = '#b5573c'
      pen.fillRect(0, 0, w, h)
      pen.fillStyle = '#f2ede0'
      for (let y = 0; y < h; y += 40) for (let x = (y / 40) % 2 ? 0 : 45; x < w; x += 90) pen.fillRect(x, y, 4, 40)
      pen.fillStyle = '#1f4f7a'
      pen.fillRect(w * 0.1, h * 0.3, w * 0.3, h * 0.6)
      pen.fillStyle = '#ffffff'
      pen.font = `${h / 8}px sans-serif`
      pen.fillText('Synthetic 12', w * 0.45, h * 0.5)
      const blob = await new Promise((resolve) => canvas.toBlob(resolve, 'image/jpeg', 0.9))
      return [...new Uint8Array(await blob.arrayBuffer())]
    },
    [width, height],
  )
  const bytes = Buffer.from(drawn)
  if (!tells) return bytes
  const segment = Buffer.alloc(4)
  segment.writeUInt16BE(0xffe1)
  segment.writeUInt16BE(exif.length + 2, 2)
  return Buffer.concat([bytes.subarray(0, 2), segment, exif, bytes.subarray(2)])
}

/** A photo in the inbox, as the screen sends it; its draft. */
export async function sendPhoto(page, record, bytes, said = {}) {
  const { draft } = await ask(page, 'photo_begin', { record, ...said })
  const status = await page.evaluate(
    async ([to, body]) => {
      const headers = { Authorization: `Bearer ${sessionStorage.getItem('beatbook-token')}` }
      return (await fetch(`/photo-inbox?draft=${to}`, { method: 'POST', headers, body: new Uint8Array(body) })).status
    },
    [draft, [...bytes]],
  )
  if (status !== 204) throw new Error(`the inbox answers ${status}`)
  return draft
}

/** A photo that is kept for a record; the record that names it. */
export async function takePhoto(page, record, said = {}) {
  const draft = await sendPhoto(page, record, await jpegOf(page), said)
  return (await ask(page, 'photo_take', { record, ...said, draft })).record
}

/** What a screen with everything about photos needs: a note with a photo, the photo, and one that was found. */
export async function stagePhotos(page, record) {
  const photo = await takePhoto(page, record, { slot: 'BEFORE' })
  await ask(page, 'photo_copy', { record: photo, boxes: [{ x: 100, y: 100, w: 300, h: 200 }] })
  await sendPhoto(page, record, await jpegOf(page), { slot: 'DAMAGE' })
  return { record, photo }
}

/** A JPEG of a label with a number in Code 39: its digits and dashes alone. */
export async function labelOf(page, text) {
  const drawn = await page.evaluate(async (said) => {
    const bars = { 0: 'nnnwwnwnn', 1: 'wnnwnnnnw', 4: 'nnnwwnnnw', 7: 'nnnwnnwnw', 8: 'wnnwnnwnn', '-': 'nwnnnnwnw', '*': 'nwnnwnwnn' }
    const canvas = Object.assign(document.createElement('canvas'), { width: 900, height: 300 })
    const pen = canvas.getContext('2d')
    pen.fillStyle = '#ffffff'
    pen.fillRect(0, 0, 900, 300)
    pen.fillStyle = '#000000'
    let x = 60
    for (const letter of `*${said}*`) {
      for (const [at, width] of [...bars[letter]].entries()) {
        const wide = width === 'w' ? 9 : 3
        if (at % 2 === 0) pen.fillRect(x, 60, wide, 160)
        x += wide
      }
      x += 3
    }
    const blob = await new Promise((resolve) => canvas.toBlob(resolve, 'image/jpeg', 0.9))
    return [...new Uint8Array(await blob.arrayBuffer())]
  }, text)
  return Buffer.from(drawn)
}
