import { setMaxListeners } from 'node:events'
import type { Context } from 'hono'
import { streamSSE } from 'hono/streaming'
import type { FeedEntry, Status } from './contract.ts'
import type { Feed } from './feed.ts'

export interface StreamOptions {
  feed: Feed
  status: () => Promise<Status>
  /** Ends every stream. */
  closing: AbortSignal
}

const beatMs = 15_000
const mostStreams = 100
/** A reader who is further behind comes back for the rest. */
const mostWaiting = 2_000

/** `GET …/feed`: what happens from now on, after what a reader who comes back has missed. */
export function createStreams({ feed, status, closing }: StreamOptions): (c: Context) => Promise<Response> {
  let open = 0
  setMaxListeners(mostStreams, closing)

  return async (c) => {
    if (open >= mostStreams) return c.json({ error: 'Too many pages are open' }, 503)
    const wanted = c.req.query('customers')?.split(',')
    const concerns = ({ conversation }: FeedEntry) =>
      conversation === null || wanted === undefined || wanted.includes(conversation)
    const lastSeen = c.req.header('last-event-id')
    c.header('x-accel-buffering', 'no')
    return streamSSE(c, async (stream) => {
      open += 1
      const waiting: FeedEntry[] = []
      const over = new AbortController()
      let wake = () => {}
      const stop = feed.listen((entry) => {
        if (!concerns(entry)) return
        waiting.push(entry)
        if (waiting.length > mostWaiting) end()
        wake()
      })
      const end = () => {
        if (over.signal.aborted) return
        over.abort()
        stop()
        waiting.length = 0
        // A write that nobody reads would never end.
        stream.abort()
        wake()
      }
      stream.onAbort(end)
      closing.addEventListener('abort', end)
      const beat = setInterval(() => void stream.write(': here\n\n'), beatMs).unref()
      try {
        const missed = lastSeen === undefined ? undefined : feed.since(lastSeen)
        waiting.unshift(...(missed ?? []).filter(concerns))
        const hello = { ...(await status()), resumed: missed !== undefined }
        await stream.writeSSE({ event: 'hello', data: JSON.stringify(hello) })
        while (!over.signal.aborted && !closing.aborted) {
          const entry = waiting.shift()
          if (entry) {
            await stream.writeSSE({ event: 'entry', id: entry.id, data: JSON.stringify(entry) })
            continue
          }
          await new Promise<void>((resolve) => {
            wake = resolve
          })
        }
      } finally {
        open -= 1
        stop()
        clearInterval(beat)
        closing.removeEventListener('abort', end)
      }
    })
  }
}
