// Both ways to the core, each against the real client code of its side.
import { clearMocks, mockIPC } from '@tauri-apps/api/mocks'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'

let server: Server | undefined
const asked: { url?: string; method?: string; authorization?: string; body: string }[] = []

async function bridge(status: number, answer: string): Promise<void> {
  server = createServer(async (request: IncomingMessage, response) => {
    let body = ''
    for await (const part of request) body += part
    asked.push({ url: request.url, method: request.method, authorization: request.headers.authorization, body })
    response.writeHead(status).end(answer)
  })
  await new Promise<void>((listening) => server!.listen(0, '127.0.0.1', listening))
  const { port } = server.address() as AddressInfo
  window.location.href = `http://127.0.0.1:${port}/?token=secret#/patrol`
}

beforeEach(() => {
  vi.resetModules()
  asked.length = 0
  sessionStorage.clear()
})

afterEach(() => {
  server?.close()
  server = undefined
  clearMocks()
  delete (window as unknown as Record<string, unknown>)['__TAURI_INTERNALS__']
})

test('in a browser a call is a POST with the token, and the token leaves the address', async () => {
  await bridge(200, '{"route":null}')
  const { call } = await import('../src/api/transport')
  expect(await call('app_status', {})).toEqual({ route: null })
  expect(asked).toEqual([{ url: '/ipc/app_status', method: 'POST', authorization: 'Bearer secret', body: '{}' }])
  expect(location.href).not.toContain('secret')
  expect(location.hash).toBe('#/patrol')
})

test('a refusal keeps its code and field', async () => {
  const refusal = { code: 'invalid', message: '', field: 'text', detail: null }
  await bridge(422, JSON.stringify(refusal))
  const { call } = await import('../src/api/transport')
  await expect(call('today', {})).rejects.toEqual(refusal)
})

test('an answer that is not ours becomes internal, with the words it came in', async () => {
  await bridge(502, 'Bad gateway')
  const { call } = await import('../src/api/transport')
  await expect(call('today', {})).rejects.toEqual({ code: 'internal', message: '', field: null, detail: 'Bad gateway' })
})

test('in the app a call is one Tauri command with JSON text both ways', async () => {
  const heard: unknown[] = []
  mockIPC((command, payload) => {
    heard.push([command, payload])
    return '{"route":"/patrol"}'
  })
  const { call } = await import('../src/api/transport')
  expect(await call('route_put', { route: '/patrol' })).toEqual({ route: '/patrol' })
  expect(heard).toEqual([['call', { name: 'route_put', body: '{"route":"/patrol"}' }]])
})

test('in the app a refusal arrives whether Tauri hands it over as text or as an object', async () => {
  const refusal = { code: 'no_patrol', message: '', field: null, detail: null }
  for (const thrown of [refusal, JSON.stringify(refusal)]) {
    mockIPC(() => Promise.reject(thrown))
    const { call } = await import('../src/api/transport')
    await expect(call('patrol_pause', {})).rejects.toEqual(refusal)
  }
})
