import type { DeadLetter, FlowEvent, Input, Say } from '@shoro/dialog'
import type { Transfer } from '@shoro/dialog/order'
import { botFlow } from '../../src/flow.ts'
import { pseudonym } from '../../src/log.ts'
import { builds } from '../builds.ts'
import { hashOf, readLines, type Intent, type Settled } from '../history.ts'
import type { Stage } from '../stage.ts'
import { chainOf } from './chain.ts'
import { commentsIn } from './comments.ts'
import { foldAgain } from './fold.ts'
import { compareOrders, readForgotten, readOrders } from './orders.ts'
import { compareSent } from './replies.ts'
import type { Wrong } from './wrong.ts'

/** What became of a run. Numbers are over all conversations. */
export interface Verdict {
  messages: number
  orders: number
  replies: number
  lost: number
  doubled: number
  outOfOrder: number
  /** Replies and comments of hand-offs that came twice, each of them said before by the bot itself. */
  ambiguous: number
  /** The longest time from a first 200 to the commit, ms. */
  longestWaitMs: number
  /** From a first 200 to the commit, ms, for each message of a conversation. */
  waitsMs: Map<string, number[]>
  fenced: number
  deadLetters: DeadLetter[]
  /** What is wrong, in words; empty if every promise was kept. */
  violations: string[]
}

/** Compares what processes wrote down, what the customers saw and what the tables hold with the pure fold. */
export async function verify(stage: Stage): Promise<Verdict> {
  const lines = readLines<Intent | Settled>(stage.folder, 'history')
  const intents = groupBy(
    lines.filter((line) => line.kind === 'intent'),
    ({ conversation }) => conversation,
  )
  const settled = new Map(lines.filter((line) => line.kind === 'settled').map((line) => [line.name, line]))
  const rows = groupBy(await readOrders(stage.sql), ({ clientId }) => clientId)
  const isForgotten = await readForgotten(stage.sql)
  const earlier = new Map(stage.earlier.map((order) => [order.clientId, order]))
  const deadLetters = await stage.store.deadLetters(10_000)
  const parcels = groupBy(
    stage.courier.parcels.filter(({ message }) => message),
    ({ conversation }) => conversation,
  )
  const comments = commentsIn(stage.courier.parcels.map(({ body }) => body))
  const flow = botFlow(stage.settings)
  const next = builds.next(flow)
  const ambiguousOf = countBy(stage.logged('ambiguous resend').map((line) => conversationOf(line)))
  const verdict: Verdict = {
    messages: [...parcels.values()].flat().length,
    orders: [...rows.values()].flat().length - stage.earlier.length,
    replies: 0,
    lost: 0,
    doubled: 0,
    outOfOrder: 0,
    ambiguous: 0,
    longestWaitMs: 0,
    waitsMs: new Map(),
    fenced: [...settled.values()].filter(({ result }) => result === 'fenced').length,
    deadLetters,
    violations: [],
  }
  const wrong: Wrong = (kind, what, count = 1) => {
    if (kind !== 'other') verdict[kind] += count
    verdict.violations.push(what)
  }

  for (const conversation of new Set([...parcels.keys(), ...intents.keys(), ...rows.keys()])) {
    const stored = await stage.store.read(conversation, Date.now())
    const mine = parcels.get(conversation) ?? []
    const acked = mine.filter(({ ackedAt }) => ackedAt !== null)
    const buried = new Set(deadLetters.filter((letter) => letter.conversation === conversation).map(({ item }) => item))
    const known = {
      conversation,
      rows: rows.get(conversation) ?? [],
      earlier: earlier.get(conversation),
      forgotten: isForgotten(conversation),
    }
    if (!stored?.snapshot) {
      if (acked.length > 0)
        wrong('lost', `I1 ${conversation}: ${acked.length} acknowledged, nothing stored`, acked.length)
      compareOrders({ ...known, effects: [], told: new Map() }, wrong)
      continue
    }
    const end = { rev: stored.rev, hash: hashOf(stored.snapshot) }
    const chain = chainOf(intents.get(conversation) ?? [], settled, end)
    if (!chain) {
      wrong('other', `I4 ${conversation}: no commits lead to where it stands (rev ${end.rev})`)
      continue
    }

    const committed = chain.flatMap(({ inputs }) => inputs.map(({ id }) => id))
    const once = new Set(committed)
    if (once.size < committed.length)
      wrong(
        'doubled',
        `I2 ${conversation}: ${committed.length - once.size} inputs committed twice`,
        committed.length - once.size,
      )
    for (const { inputId } of acked)
      if (!once.has(inputId) && !buried.has(inputId))
        wrong('lost', `I1 ${conversation}: ${inputId} was acknowledged and is lost`)
    const committedAt = new Map(chain.flatMap(({ inputs, now }) => inputs.map(({ id }) => [id, now] as const)))
    const waitsMs = acked.map(({ inputId, ackedAt }) => (committedAt.get(inputId) ?? 0) - (ackedAt ?? 0))
    verdict.waitsMs.set(conversation, waitsMs)
    verdict.longestWaitMs = Math.max(verdict.longestWaitMs, ...waitsMs)

    let highest = -Infinity
    for (const { id, order, late } of chain.flatMap(({ inputs }) => inputs)) {
      if (order < highest && !late)
        wrong('outOfOrder', `I3 ${conversation}: ${id} was taken after a later one and not marked late`)
      highest = Math.max(highest, order)
    }

    const folded = foldAgain((version) => (version === flow.version ? flow : next), conversation, chain)
    for (const difference of folded.differences) wrong('other', `I4 ${conversation}: ${difference}`)
    if (folded.snapshot !== stored.snapshot)
      wrong('other', `I4 ${conversation}: stands elsewhere than the fold of its inputs`)

    const effects = folded.effects.filter(({ id }) => !buried.has(id))
    compareOrders({ ...known, effects, told: eventsOf(chain) }, wrong)
    const seen = stage.sandbox.messagesTo(conversation).filter(({ by }) => by === 'api')
    const replies = effects.flatMap(({ type, params }) => (type === 'say' ? [(params as Say).text] : []))
    const handOffs = effects.flatMap(({ type, params }) =>
      type === 'transferToOperator' ? [(params as Transfer).comment] : [],
    )
    const sent = [
      { what: 'replies', expected: replies, seen: seen.map(({ text }) => text ?? '') },
      { what: 'hand-offs', expected: handOffs, seen: comments.get(conversation) ?? [] },
    ]
    const again = sent.reduce((count, one) => count + compareSent({ conversation, ...one }, wrong), 0)
    const admitted = ambiguousOf.get(pseudonym(conversation)) ?? 0
    if (again > admitted)
      wrong(
        'doubled',
        `I6 ${conversation}: ${again} replies or hand-offs came twice, ${admitted} of them admitted`,
        again - admitted,
      )
    verdict.ambiguous += Math.min(again, admitted)
    verdict.replies += replies.length
    for (const row of known.rows) {
      const told = seen.find(({ text }) => new RegExp(`(?:№|no\\.) ${row.number}\\b`).test(text ?? ''))
      if (told && row.committedAt !== null && row.committedAt > told.at + 1)
        wrong(
          'other',
          `I7 ${conversation}: order ${row.number} was confirmed ${row.committedAt - told.at} ms before it was durable`,
        )
    }
  }
  return verdict
}

/** What the host told a conversation, by the input's id. */
function eventsOf(chain: readonly Intent[]): Map<string, FlowEvent> {
  const inputs = chain.flatMap(({ inputs }) => inputs.map(({ id, body }) => ({ ...(JSON.parse(body) as Input), id })))
  return new Map(inputs.flatMap((input) => (input.kind === 'event' ? [[input.id, input.event] as const] : [])))
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const item of items) {
    const group = groups.get(keyOf(item))
    if (group) group.push(item)
    else groups.set(keyOf(item), [item])
  }
  return groups
}

function countBy(names: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1)
  return counts
}

function conversationOf(line: string): string {
  try {
    return (JSON.parse(line) as { conversation?: string }).conversation ?? ''
  } catch {
    return ''
  }
}
