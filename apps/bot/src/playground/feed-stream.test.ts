import { Hono } from 'hono'
import { expect, it, vi } from 'vitest'
import type { Status } from './contract.ts'
import { createFeed, type Feed } from './feed.ts'
import { createStreams } from './feed-stream.ts'

function streamed() {
  const feed = createFeed({ run: 'a-run', clock: () => 7 })
  let listening = 0
  const counted: Feed = {
    ...feed,
    listen(listener) {
      const stop = feed.listen(listener)
      let heard = true
      listening += 1
      return () => {
        if (heard) listening -= 1
        heard = false
        stop()
      }
    },
  }
  const closing = new AbortController()
  const status = () => Promise.resolve({ run: 'a-run' } as Status)
  const app = new Hono().get('/feed', createStreams({ feed: counted, status, closing: closing.signal }))
  return { app, feed, closing, listening: () => listening }
}

it('a reader who has stopped reading is cut off, and costs nothing any more', async () => {
  const { app, feed, listening } = streamed()
  const opened = await Promise.all(Array.from({ length: 100 }, async () => app.request('/feed')))
  expect((await app.request('/feed')).status).toBe(503)
  await vi.waitFor(() => expect(listening()).toBe(100))
  for (let n = 0; n < 2_010; n++) feed.tell('one', { type: 'parked', reason: 'x' })
  expect(listening()).toBe(0)
  await vi.waitFor(async () => expect((await app.request('/feed')).status).toBe(200))
  expect((await opened[0]?.text())?.length).toBeLessThan(5_000)
})

it('a reader is told what happens, in order, until the playground closes', async () => {
  const { app, feed, closing, listening } = streamed()
  const response = await app.request('/feed?customers=one')
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
  let told = ''
  const read = async () => void (told += (await reader?.read())?.value ?? '')
  await read()
  expect(told).toContain('event: hello')
  for (const [who, reason] of [
    ['one', 'a'],
    ['two', 'b'],
    ['one', 'c'],
  ] as const)
    feed.tell(who, { type: 'parked', reason })
  while (!told.includes('a-run-3')) await read()
  expect([...told.matchAll(/^id: (.*)$/gm)].map(([, id]) => id)).toEqual(['a-run-1', 'a-run-3'])
  closing.abort()
  expect((await reader?.read())?.done).toBe(true)
  expect(listening()).toBe(0)
})
