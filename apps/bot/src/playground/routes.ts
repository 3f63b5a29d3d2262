import { createHash } from 'node:crypto'
import { Hono, type Context } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import * as v from 'valibot'
import { bodyOf } from '../operator/query.ts'
import { customerWords, isTrouble, newCustomer, troubles } from './asked.ts'
import type {
  ConversationView,
  Customer,
  FlowPicture,
  Problem,
  Sent,
  Status,
  TroubleKind,
  TroubleMade,
} from './contract.ts'
import type { Customers } from './customers.ts'
import type { Feed } from './feed.ts'
import { sameOrigin } from './gate.ts'
import type { Made } from './trouble.ts'

export interface ApiOptions {
  customers: Customers
  feed: Feed
  status: () => Promise<Status>
  picture: () => Promise<FlowPicture>
  view: (customer: Customer) => Promise<ConversationView>
  stream: (c: Context) => Promise<Response>
  makeTrouble: (kind: TroubleKind, given: never, customer: Customer | undefined) => Promise<Made>
}

/** What the playground's page asks for; see `contract.ts`. */
export function apiRoutes({ customers, feed, status, picture, view, stream, makeTrouble }: ApiOptions): Hono {
  const routes = new Hono()
  routes.use('/playground/api/*', sameOrigin, bodyLimit({ maxSize: 16 * 1024 }))

  routes.get('/playground/api/status', async (c) => c.json(await status()))

  routes.get('/playground/api/flow', async (c) => {
    const body = JSON.stringify(await picture())
    const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 16)}"`
    const headers = { etag, 'cache-control': 'no-cache' }
    if (c.req.header('if-none-match')?.replace(/^W\//, '') === etag) return c.body(null, 304, headers)
    return c.body(body, 200, { ...headers, 'content-type': 'application/json' })
  })

  routes.get('/playground/api/feed', stream)

  routes.get('/playground/api/conversations/:id', async (c) => {
    const customer = customers.find(c.req.param('id'))
    return customer ? c.json(await view(customer)) : c.json(unknown, 404)
  })

  routes.post('/playground/api/customers', async (c) => {
    const asked = v.safeParse(newCustomer, await bodyOf(c))
    if (!asked.success) return c.json({ error: problem(asked.issues) }, 400)
    return c.json(customers.add(withoutUndefined(asked.output)), 201)
  })

  routes.post('/playground/api/customers/:id/messages', async (c) => {
    const customer = customers.find(c.req.param('id'))
    if (!customer) return c.json(unknown, 404)
    const asked = v.safeParse(customerWords, await bodyOf(c))
    if (!asked.success) return c.json({ error: problem(asked.issues) }, 400)
    try {
      return c.json({ messageIds: [customers.send(customer, asked.output)] } satisfies Sent, 202)
    } catch (error) {
      return c.json({ error: reason(error) }, 409)
    }
  })

  routes.post('/playground/api/trouble/:kind', async (c) => {
    const kind = c.req.param('kind')
    if (!isTrouble(kind)) return c.json({ error: 'There is no such trouble' }, 404)
    const asked = v.safeParse(troubles[kind], await bodyOf(c))
    if (!asked.success) return c.json({ error: problem(asked.issues) }, 400)
    const given = asked.output
    const customer = 'customer' in given ? customers.find(given.customer) : undefined
    if ('customer' in given && !customer) return c.json(unknown, 404)
    try {
      const { did, messageIds } = await makeTrouble(kind, given as never, customer)
      feed.announce({ type: 'trouble', kind, did })
      return c.json({ kind, did, messageIds } satisfies TroubleMade)
    } catch (error) {
      return c.json({ error: reason(error) }, 409)
    }
  })

  return routes
}

const unknown: Problem = { error: 'There is no such customer here' }

function problem([issue]: readonly [v.BaseIssue<unknown>, ...v.BaseIssue<unknown>[]]): string {
  return `${v.getDotPath(issue) ?? 'body'}: ${issue.message}`
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message.replace('Chat2Desk sandbox: ', '') : 'It cannot be done'
}

function withoutUndefined<Given extends object>(
  given: Given,
): { [Key in keyof Given]: Exclude<Given[Key], undefined> } {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as never
}
