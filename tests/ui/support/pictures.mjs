// A picture of what is on screen, in every theme, at the two sizes that show most.
import path from 'node:path'
import { phone, wear } from './officer.mjs'

/** Where pictures go; none are taken without it. */
export const folder = process.env.BEATBOOK_SCREENS

export const sizes = { normal: phone, largest: { width: 320, height: 640 } }

/** What is on screen now, in every theme. */
export async function pictureNow(page, name) {
  for (const theme of ['day', 'sun', 'night']) {
    for (const text_size of ['normal', 'largest']) {
      await wear(page, { theme, text_size })
      await page.setViewportSize(sizes[text_size])
      await shoot(page, theme, text_size, name)
    }
  }
}

export async function shoot(page, theme, text_size, name) {
  if (text_size === 'largest') await unroll(page)
  await page.screenshot({ path: path.join(folder, `${text_size}-${theme}-${name}.png`) })
}

/** Makes the window as tall as the screen's content, so that all of it is in the picture. */
async function unroll(page) {
  const height = await page.evaluate(() => {
    const pageHidden = document.querySelector('.page').scrollHeight - document.querySelector('.page').clientHeight
    return Math.max(document.querySelector('.app').scrollHeight, innerHeight) + pageHidden
  })
  await page.setViewportSize({ width: sizes.largest.width, height: Math.min(height, 6000) })
}
