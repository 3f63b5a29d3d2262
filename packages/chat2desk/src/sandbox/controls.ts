import { Hono } from 'hono'
import * as v from 'valibot'
import { stringifyExact } from '../exact-json.ts'
import { faultKinds } from './faults.ts'
import type { Sandbox } from './sandbox.ts'

const id = v.union([v.string(), v.pipe(v.number(), v.safeInteger(), v.transform(String))])
const about = { clientId: id }
const said = v.object({ ...about, text: v.string(), operatorId: v.exactOptional(id) })

const customerMessage = v.object({
  clientId: v.exactOptional(id),
  transport: v.exactOptional(v.string()),
  text: v.exactOptional(v.nullable(v.string())),
  media: v.exactOptional(
    v.object({
      photo: v.exactOptional(v.string()),
      audio: v.exactOptional(v.string()),
      video: v.exactOptional(v.string()),
      pdf: v.exactOptional(v.string()),
      file: v.exactOptional(v.string()),
    }),
  ),
  location: v.exactOptional(v.object({ lat: v.number(), lon: v.number() })),
  phone: v.exactOptional(v.string()),
  name: v.exactOptional(v.string()),
})

const kind = v.picklist(faultKinds)
const faultOrder = v.union([v.object({ times: v.number(), kind }), v.object({ forMs: v.number(), kind })])

/** The same controls over HTTP, for a bot under test in another process. */
export const serveControls = (sandbox: Omit<Sandbox, 'app'>): Hono => {
  const controls = new Hono({ strict: false })
  const act = <Schema extends v.GenericSchema>(
    path: string,
    schema: Schema,
    run: (input: v.InferOutput<Schema>) => unknown,
  ) =>
    controls.post(path, async (c) => {
      const input: unknown = await c.req.json().catch(() => null)
      const read = v.safeParse(schema, input)
      if (!read.success) {
        const issue = read.issues[0]
        return c.json({ error: `${v.getDotPath(issue) ?? 'body'}: ${issue.message}` }, 400)
      }
      return c.json(run(read.output) ?? { ok: true })
    })

  act('/customer-sends', customerMessage, sandbox.customerSends)
  act(
    '/press-button',
    v.object({ ...about, text: v.exactOptional(v.string()), index: v.exactOptional(v.number()) }),
    sandbox.pressButton,
  )
  act('/operator-writes', said, sandbox.operatorWrites)
  act('/operator-comments', said, sandbox.operatorComments)
  act('/operator-transfers', v.object({ ...about, operatorId: v.nullable(id) }), sandbox.operatorTransfers)
  act('/operator-closes', v.object(about), sandbox.operatorCloses)
  act('/phone-writes', v.object({ ...about, text: v.string() }), sandbox.phoneWrites)
  act('/open-survey', v.object(about), sandbox.openSurvey)
  act('/fail', faultOrder, (order) => sandbox.fail(order, order.kind))

  controls.get('/clients/:id/messages', (c) => c.json(sandbox.messagesTo(c.req.param('id'))))
  controls.get('/hooks', (c) =>
    c.body(stringifyExact(sandbox.deliveries()), 200, { 'content-type': 'application/json' }),
  )
  controls.get('/requests', (c) => c.json(sandbox.apiCalls()))
  controls.get('/knobs', (c) => c.json(sandbox.knobs()))
  controls.patch('/knobs', async (c) => {
    sandbox.set(await c.req.json())
    return c.json(sandbox.knobs())
  })
  controls.post('/reset', (c) => {
    sandbox.reset()
    return c.json({ ok: true })
  })
  controls.onError((error, c) => c.json({ error: error.message }, 400))
  return controls
}
