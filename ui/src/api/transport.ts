// The only place that knows how a call reaches the core: the Tauri command inside the app,
// HTTP to the loopback bridge in a browser. Nothing else imports Tauri or calls fetch.
import { convertFileSrc, invoke } from '@tauri-apps/api/core'
import { listen } from '@tauri-apps/api/event'
import type { Commands } from './bindings/commands'
import type { ErrorBody } from './bindings/ErrorBody'

export type Name = keyof Commands
export type Input<N extends Name> = Commands[N][0]
export type Output<N extends Name> = Commands[N][1]

const inTauri = '__TAURI_INTERNALS__' in window
const tokenKey = 'beatbook-token'
// What is said while the page is being closed still arrives.
const lastWords: Name[] = ['draft_put', 'route_put', 'put_away']

/** Asks the core. Rejects with an `ErrorBody`, whatever went wrong. */
export async function call<N extends Name>(name: N, body: Input<N>): Promise<Output<N>> {
  const text = JSON.stringify(body)
  return inTauri ? callTauri(name, text) : callBridge(name, text)
}

/** Runs `heard` after every change the core stored, and after any time in which one may have been missed. */
export function onChanged(heard: () => void): () => void {
  if (inTauri) {
    const stop = listen('db-changed', heard)
    return () => void stop.then((unlisten) => unlisten())
  }
  const events = new EventSource(`/events?token=${encodeURIComponent(token())}`)
  events.addEventListener('db-changed', heard)
  // The stream reconnects by itself; what happened in between was not heard.
  events.addEventListener('open', heard)
  return () => events.close()
}

/** Where a photo is to be seen, at most so wide. */
export function photoUrl(record: string, width: number): string {
  return pictureUrl(record, width)
}

/** Where a photo is to be seen whose record never came. */
export function foundUrl(file: string, width: number): string {
  return pictureUrl(`found/${file}`, width)
}

/** Where the pages of a letter are. */
export function letterUrl(record: string): string {
  return pictureUrl(`letter/${record}`, 1600)
}

function pictureUrl(path: string, width: number): string {
  // A page can give no header with a picture, so the bridge's token is in the address.
  return inTauri ? `${convertFileSrc('', 'photo')}${path}?w=${width}` : `/photo/${path}?w=${width}&token=${encodeURIComponent(token())}`
}

/** Where the last rescue file is to be had, where a page can hand it on; the window says where it lies instead. */
export function rescueFileUrl(): string | null {
  return inTauri ? null : `/rescue-file?token=${encodeURIComponent(token())}`
}

/** Sends the photo of a draft to the inbox, where no native camera writes it there by itself. */
export async function sendPhoto(draft: string, file: Blob): Promise<void> {
  // Without a type of its own: then a page of tauri:// may send it to photo:// unasked.
  const body = new Blob([file])
  const answer = await (inTauri
    ? fetch(`${convertFileSrc('', 'photo')}inbox?draft=${draft}`, { method: 'POST', body })
    : fetch(`/photo-inbox?draft=${draft}`, { method: 'POST', body, headers: { Authorization: `Bearer ${token()}` } })
  ).catch((failure) => {
    throw asErrorBody(failure)
  })
  if (!answer.ok) throw asErrorBody(await answer.text())
}

async function callTauri<N extends Name>(name: N, body: string): Promise<Output<N>> {
  try {
    return JSON.parse(await invoke<string>('call', { name, body }))
  } catch (refusal) {
    throw asErrorBody(refusal)
  }
}

async function callBridge<N extends Name>(name: N, body: string): Promise<Output<N>> {
  let answer: Response
  try {
    answer = await fetch(`/ipc/${name}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${token()}` },
      body,
      keepalive: lastWords.includes(name),
    })
  } catch (failure) {
    throw asErrorBody(failure)
  }
  const text = await answer.text()
  if (!answer.ok) throw asErrorBody(text)
  return JSON.parse(text)
}

/** A refusal by the core keeps its code; anything else is `internal`, with what is known as the detail. */
export function asErrorBody(failure: unknown): ErrorBody {
  let found = failure
  if (typeof failure === 'string') {
    try {
      found = JSON.parse(failure)
    } catch {
      // Not JSON: kept as the detail below.
    }
  }
  if (found !== null && typeof found === 'object' && 'code' in found) return found as ErrorBody
  return { code: 'internal', message: '', field: null, detail: String(failure) }
}

/** The bridge's one-time token: taken from the address once, then kept out of it. */
function token(): string {
  const address = new URL(location.href)
  const given = address.searchParams.get('token')
  if (given !== null) {
    sessionStorage.setItem(tokenKey, given)
    address.searchParams.delete('token')
    history.replaceState(history.state, '', address)
  }
  return sessionStorage.getItem(tokenKey) ?? ''
}
