// A phone whose app is killed between the steps of a day: the core by SIGKILL, the page with no warning.
import { openApp, unlock } from './officer.mjs'

/** Crashes the renderer, so that no event tells the page. */
export async function crash(context, page) {
  const session = await context.newCDPSession(page)
  const gone = page.waitForEvent('crash')
  void session.send('Page.crash').catch(() => undefined)
  await gone
  await page.close()
}

/**
 * `step(does, holds)`: does something on the page, kills the app, opens it anew and looks whether it holds.
 * `page()`: the page as it is now; `deaths()`: how often it was killed.
 */
export function dying({ context, bridge, page }) {
  let core = bridge
  let now = page
  let deaths = 0

  async function killed() {
    await core.stop('SIGKILL')
    await crash(context, now)
    core = await core.again()
    now = await openApp(context, core.url)
    await now.locator('#open').waitFor()
    await unlock(now)
    deaths += 1
  }

  return {
    page: () => now,
    deaths: () => deaths,
    async step(does, holds) {
      await does(now)
      await killed()
      await holds(now)
    },
    /** What was typed into a form is there again after the kill. */
    async typed(does, holds) {
      await does(now)
      await now.locator('[data-draft=kept]').waitFor()
      await killed()
      await now.locator('[data-draft=found]').waitFor()
      await holds(now)
    },
  }
}
