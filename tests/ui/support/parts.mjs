// Starts the real parts on free ports with temporary data, and ends exactly those at the end.
import { spawn, execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import { chromium } from 'playwright-core'

const root = path.resolve(import.meta.dirname, '../../..')
export const dist = path.join(root, 'ui/dist')
const bin = path.resolve(process.env.BEATBOOK_BIN ?? path.join(root, 'target/debug'))
const hotspots = path.join(import.meta.dirname, 'hotspots.geojson')
const places = path.join(import.meta.dirname, 'places.csv')
const powers = path.join(import.meta.dirname, 'powers.json')
// Any of those that `cargo xtask setup` counts as a Chromium.
const browsers = ['/usr/bin/chromium', '/usr/bin/google-chrome', '/usr/bin/chromium-browser']
const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** A browser with a profile of its own. */
export async function startBrowser(t) {
  const browser = await chromium.launch({
    executablePath: process.env.BEATBOOK_CHROMIUM ?? browsers.find((file) => existsSync(file)) ?? browsers[0],
    headless: true,
    args: flags,
  })
  t.after(() => browser.close())
  return browser
}

/** The hub remembers of every phone that it was heard long ago. */
const longAgo = `
import sqlite3, sys
with sqlite3.connect(sys.argv[1], timeout=10) as book:
    book.execute("UPDATE device SET heard_ms = 0")
`

/**
 * A hub with three hotspots, powers and, unless it is to have none, two streets: `{ address, account(name, role), enrol(name, role), newEpoch(), signIn(name),
 * rescue(request), importTargets(file), importPartnerFigures(source, covers, file), importContacts(file), takeIn(file), yearsPass(), stop(signal), again() }`. `yearsPass`: years in which it heard of nobody; `again` serves
 * the same book anew; `newEpoch` has it go on as another history.
 */
export async function startHub(t, { streets = true } = {}) {
  const data = await temporary(t)
  const hub = await serveHub(t, data, '127.0.0.1:0')
  await hubCommand('import', 'hotspots', '--data', data, '--file', hotspots)
  await hubCommand('import', 'powers', powers, '--data', data)
  if (streets) await hub.importPlaces()
  return hub
}

async function serveHub(t, data, listen) {
  const hub = await start(t, 'beatbook-hub', ['serve', '--data', data, '--listen', listen])
  const address = hub.first.listening
  return {
    address,
    data,
    stop: hub.stop,
    again: () => serveHub(t, data, new URL(address).host),
    importPowers: (file) => hubCommand('import', 'powers', file, '--data', data),
    importTargets: (file) => hubCommand('import', 'targets', file, '--data', data),
    importPartnerFigures: (source, covers, file) =>
      hubCommand('import', 'partner-figures', file, '--data', data, '--source', source, '--covers', covers),
    importContacts: (file) => hubCommand('import', 'contacts', file, '--data', data),
    takeIn: (file) => hubCommand('take-in', file, '--data', data),
    importPlaces: () => hubCommand('import', 'places', places, '--data', data),
    importPoliceUk: (files) => hubCommand('import', 'police-uk', ...files, '--data', data),
    importOutcomePlaces: (file) => hubCommand('import', 'outcome-places', file, '--data', data),
    newEpoch: () => hubCommand('new-epoch', '--data', data),
    account: async (name, role) =>
      (await hubCommand('user', 'add', '--data', data, '--name', name, '--role', role, '--one-time')).trim(),
    rescue: async (request) =>
      (await hubCommand('rescue', '--key', path.join(data, 'recovery.key'), request)).trim(),
    signIn: async (name) => JSON.parse(await hubCommand('sign-in', '--data', data, '--device', name, '--json')),
    yearsPass: () => promisify(execFile)('python3', ['-c', longAgo, path.join(data, 'hub.sqlite')]),
    enrol: async (name, role = 'enforcement_officer') =>
      JSON.parse(await hubCommand('enrol', '--data', data, '--name', name, '--role', role, '--json')),
  }
}

async function hubCommand(...args) {
  const { stdout } = await promisify(execFile)(path.join(bin, 'beatbook-hub'), args)
  return stdout
}

/** The app's core behind the bridge: `{ url, data, stop(signal), again() }`. `again` opens the same data anew. */
export async function startBridge(t, { data, location } = {}) {
  const folder = data ?? (await temporary(t))
  const args = ['--data', folder, '--ui', dist, '--listen', '127.0.0.1:0']
  if (location) args.push('--location', location)
  const bridge = await start(t, 'beatbook-bridge', args)
  return {
    url: bridge.first.url,
    data: folder,
    stop: bridge.stop,
    again: () => startBridge(t, { data: folder, location }),
  }
}

async function temporary(t) {
  const folder = await mkdtemp(path.join(tmpdir(), 'beatbook-ui-'))
  t.after(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }))
  return folder
}

/** Runs a binary and waits for the one JSON line with which it says that it is ready. */
async function start(t, name, args) {
  const child = spawn(path.join(bin, name), args, { stdio: ['ignore', 'pipe', 'pipe'] })
  const ended = new Promise((resolve) => child.once('exit', resolve))
  let complaints = ''
  child.stderr.on('data', (text) => (complaints += text))
  const stop = async (signal = 'SIGTERM') => {
    if (child.exitCode === null && child.signalCode === null) child.kill(signal)
    await ended
  }
  t.after(() => stop('SIGKILL'))
  const lines = createInterface({ input: child.stdout })
  const first = await new Promise((resolve, reject) => {
    const deadline = setTimeout(() => reject(new Error(`${name} said nothing in 30 s: ${complaints}`)), 30_000)
    child.once('error', reject)
    void ended.then(() => reject(new Error(`${name} ended before it was ready: ${complaints}`)))
    lines.once('line', (line) => {
      clearTimeout(deadline)
      resolve(JSON.parse(line))
    })
  })
  return { first, stop }
}
