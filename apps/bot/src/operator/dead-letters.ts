import type { DeadLetter, Store } from '@shoro/dialog'
import { Hono } from 'hono'
import * as v from 'valibot'
import type { RecordAct } from './audit.ts'
import { bodyOf, limit, problemOf } from './query.ts'
import { lettersOf, type Replayer } from './replay-all.ts'

export interface DeadLetterRoutesOptions {
  store: Store
  replayer: Replayer
  record: RecordAct
}

const kind = v.picklist(['effect', 'input'], 'is none of effect, input')
const Query = v.object({
  limit,
  after: v.optional(v.string()),
  kind: v.optional(kind),
  conversation: v.optional(v.string()),
})
const text = (max: number) =>
  v.pipe(
    v.string('is no text'),
    v.trim(),
    v.minLength(1, 'is empty'),
    v.maxLength(max, `is longer than ${max} characters`),
  )
const Drop = v.object({ reason: text(500) }, 'is empty')
const ReplayAll = v.object({
  perSecond: v.pipe(
    v.number('is no number'),
    v.integer('is no whole number'),
    v.minValue(1, 'is below 1'),
    v.maxValue(100, 'is above 100'),
  ),
  kind: v.optional(kind),
  reasonContains: v.optional(text(500)),
})

/** A list never shows what a letter says; whoever looks at one is written down. */
export function deadLetterRoutes({ store, replayer, record }: DeadLetterRoutesOptions): Hono {
  const routes = new Hono()

  routes.get('/operator/api/dead-letters', async (c) => {
    const query = v.safeParse(Query, c.req.query())
    if (!query.success) return c.json({ error: problemOf(query.issues) }, 400)
    const { limit: most, after, kind: only, conversation } = query.output
    const wanted = (letter: DeadLetter) =>
      (only === undefined || letter.kind === only) &&
      (conversation === undefined || letter.conversation === conversation)
    const deadLetters = []
    for await (const letter of lettersOf(store, wanted, after)) {
      if (deadLetters.push(shown(letter)) === most) break
    }
    return c.json({ deadLetters, replaying: replayer.progress() })
  })

  routes.get('/operator/api/dead-letters/:id', async (c) => {
    const letter = await store.deadLetter(c.req.param('id'))
    if (!letter) return c.json(gone, 404)
    await record(c, 'look', `dead letter ${letter.id}`)
    return c.json({ ...shown(letter), body: JSON.parse(letter.body) as unknown })
  })

  routes.post('/operator/api/dead-letters/replay', async (c) => {
    const asked = v.safeParse(ReplayAll, await bodyOf(c))
    if (!asked.success) return c.json({ error: problemOf(asked.issues) }, 400)
    if (replayer.progress()) return c.json(busy, 409)
    const { perSecond, kind: only, reasonContains } = asked.output
    const letters: string[] = []
    for await (const { id } of lettersOf(
      store,
      (letter) =>
        (only === undefined || letter.kind === only) &&
        (reasonContains === undefined || letter.reason.includes(reasonContains)),
    ))
      letters.push(id)
    await record(c, 'replay', `${letters.length} dead letters`, JSON.stringify(asked.output))
    // Looked at anew: another one may have begun while these were counted.
    if (replayer.progress()) return c.json(busy, 409)
    replayer.all(letters, perSecond)
    return c.json({ replaying: letters.length }, 202)
  })

  routes.post('/operator/api/dead-letters/:id/replay', async (c) => {
    const letter = await store.deadLetter(c.req.param('id'))
    if (!letter) return c.json(gone, 404)
    await record(c, 'replay', `dead letter ${letter.id}`)
    const revived = await replayer.one(letter.id)
    return revived.status === 'replayed' ? c.json({ success: true }) : c.json(gone, 404)
  })

  routes.post('/operator/api/dead-letters/:id/drop', async (c) => {
    const asked = v.safeParse(Drop, await bodyOf(c))
    if (!asked.success) return c.json({ error: problemOf(asked.issues) }, 400)
    const letter = await store.deadLetter(c.req.param('id'))
    if (!letter) return c.json(gone, 404)
    await record(c, 'drop', `dead letter ${letter.id}`, asked.output.reason)
    return (await store.drop(letter.id)) ? c.json({ success: true }) : c.json(gone, 404)
  })

  return routes
}

const gone = { error: 'There is no such dead letter' }
const busy = { error: 'A replay is running already' }

function shown({ body: _, at, ...letter }: DeadLetter) {
  return { ...letter, at: new Date(at).toISOString() }
}
