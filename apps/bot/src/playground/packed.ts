import type { MiddlewareHandler } from 'hono'
import { compress } from 'hono/compress'

const pack = compress()

/** Packs what is sent, but for the feed: that must not wait until there is enough of it. */
export const packed: MiddlewareHandler = async (c, next) => (c.req.path.endsWith('/feed') ? next() : pack(c, next))
