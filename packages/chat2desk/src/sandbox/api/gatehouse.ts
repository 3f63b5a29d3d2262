import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'
import type { Context, MiddlewareHandler } from 'hono'
import type { HttpBindings } from '@hono/node-server'
import { readId } from '../../id.ts'
import { bare } from '../answer.ts'
import type { FaultKind } from '../faults.ts'
import { readParams } from '../params.ts'
import type { Ring } from '../ring.ts'
import type { World } from './world.ts'

/** One call of the API, as the stand-in saw it. */
export type ApiCall = {
  method: string
  path: string
  body: string
  status: number | 'cut'
  at: number
  durationMs: number
}

type Guard = MiddlewareHandler<{ Bindings: Partial<HttpBindings> }>

const gatewayPage =
  '<html><head><title>502 Bad Gateway</title></head><body><center><h1>502 Bad Gateway</h1></center></body></html>'

/** Everything between the network and the API itself: the token, the faults, the count and the log of calls. */
export const createGatehouse = (world: World, calls: Ring<ApiCall>): Guard => {
  const { company, faults, knobs, post } = world

  const answer = async (c: Context, next: () => Promise<void>): Promise<Response | 'cut' | undefined> => {
    company.countApiCall()
    const fault = faults.next()
    if (knobs().faults.slowMs > 0) await post.wait(knobs().faults.slowMs)
    if (fault === 'reset') return 'cut'
    if (fault === 'hang') {
      await post.wait(120_000)
      return 'cut'
    }
    if (!c.req.path.startsWith('/v1/help/transports')) {
      const token = c.req.header('authorization')
      if (token === undefined) return bare(c, tokenMissing, 401)
      if (token !== knobs().token) return bare(c, tokenWrong, 403)
    }
    const { brokenClients } = knobs().faults
    if (brokenClients.length > 0 && brokenClients.includes(readId((await readParams(c))['client_id']) ?? ''))
      return c.html(gatewayPage, 502)
    const broken = fault === null ? undefined : brokenAnswer(c, fault, knobs().faults.retryAfterSeconds)
    if (broken) return broken
    if (fault === 'late') await post.wait(knobs().faults.lateMs)
    await next()
    return fault === 'reset-after-accept' ? 'cut' : undefined
  }

  return async (c, next) => {
    const at = Date.now()
    const body = c.req.method === 'GET' ? '' : (await c.req.text()).slice(0, 4_000)
    const answered = await answer(c, next)
    const status = answered === 'cut' ? answered : (answered?.status ?? c.res.status)
    const { pathname, search } = new URL(c.req.url)
    calls.push({ method: c.req.method, path: pathname + search, body, status, at, durationMs: Date.now() - at })
    if (answered === 'cut') c.res = cut(c)
    return answered === 'cut' ? undefined : answered
  }
}

const tokenMissing = {
  status: 'error',
  message: 'You have to specify your token. See API manual on info@chat2desk.com',
}
const tokenWrong = { status: 'error', message: 'Token is not correct', errors: {} }

const brokenAnswer = (c: Context, fault: FaultKind, retryAfterSeconds: number): Response | undefined => {
  if (fault === '429') {
    if (retryAfterSeconds > 0) c.header('retry-after', String(retryAfterSeconds))
    return bare(c, { status: 'error', message: 'Number of API requests exceeded' }, 429)
  }
  if (fault === 'token') return bare(c, tokenWrong, 403)
  if (fault === 'quota') return bare(c, { status: 'error', message: 'API calls exceeded API limit per month' }, 403)
  if (fault === '500') return c.html(gatewayPage, 502)
  if (fault === 'empty') return c.body('', 200)
  if (fault === 'huge') return c.html('x'.repeat(2 * 1024 * 1024), 200)
  return fault === 'html' ? c.html(gatewayPage, 200) : undefined
}

const cut = (c: Context<{ Bindings: Partial<HttpBindings> }>): Response => {
  const socket = c.env.incoming?.socket
  if (!socket) return c.html(gatewayPage, 502)
  socket.destroy()
  return RESPONSE_ALREADY_SENT
}
