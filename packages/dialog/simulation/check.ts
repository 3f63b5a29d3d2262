import { isDeepStrictEqual } from 'node:util'
import type { Effect, Say } from '../src/flow/effect.ts'
import type { Input } from '../src/flow/message.ts'
import type { Transfer } from '../src/order/flow.ts'
import { killer, poison } from './customers.ts'
import { fold, type Folded } from './fold.ts'
import type { Accepted, Committed } from './record.ts'
import type { Outcome } from './run.ts'

/** The time within which everything has to come to its end once nothing goes wrong any more. */
const restWithinMs = 4 * 60_000

/** What a run broke of what is promised, in plain words; nothing if it kept every promise. */
export function check(outcome: Outcome): string[] {
  const broken: string[] = []
  const { log, acknowledged, restlessMs, depth } = outcome
  if (restlessMs > restWithinMs || depth.mailboxes + depth.outboxes > 0)
    broken.push(`does not come to rest within ${restlessMs} ms: ${JSON.stringify(depth)}`)
  for (const name of acknowledged) {
    const [conversation = '', id = ''] = name.split(' ')
    if (!log.commits.get(conversation)?.some(({ inputs }) => inputs.includes(id)))
      broken.push(`lost input: ${name} was acknowledged and never taken`)
  }
  for (const [conversation, commits] of log.commits) {
    const inputs = log.inputs.get(conversation) ?? new Map<string, Accepted>()
    const folded = fold(conversation, commits, inputs)
    const say = (words: string) => void broken.push(`${conversation}: ${words}`)
    checkInputs(commits, inputs, say)
    checkFold(commits, folded, outcome.snapshots.get(conversation), say)
    checkLetters(outcome, conversation, inputs, folded, say)
    checkOrders(outcome, conversation, folded, say)
    checkLateness(outcome, conversation, commits, folded, say)
    checkReplies(outcome, conversation, folded, say)
  }
  return broken
}

type Complain = (words: string) => void

/** Each input once, in order: one that goes behind a later one came after that one was loaded. */
function checkInputs(commits: readonly Committed[], inputs: ReadonlyMap<string, Accepted>, say: Complain): void {
  const taken = commits.flatMap((commit) => commit.inputs.map((id) => ({ id, commit })))
  for (const [place, { id, commit }] of taken.entries()) {
    if (taken.findIndex((other) => other.id === id) !== place) say(`input ${id} was taken twice`)
    const input = inputs.get(id)
    if (!input) {
      say(`input ${id} was taken and never accepted`)
      continue
    }
    for (const before of taken.slice(0, place)) {
      const earlier = inputs.get(before.id)
      if (earlier && earlier.order > input.order && input.moment < before.commit.loaded)
        say(`input ${id} waited already when ${before.id} was loaded, and was taken after it`)
    }
    if (input.moment > commit.moment) say(`input ${id} was taken before it was accepted`)
  }
}

function checkFold(
  commits: readonly Committed[],
  folded: Folded,
  stored: string | null | undefined,
  say: Complain,
): void {
  if (!isDeepStrictEqual(stored ? JSON.parse(stored) : undefined, folded.snapshot))
    say(`the snapshot is not the fold of what was committed: ${stored} instead of ${JSON.stringify(folded.snapshot)}`)
  const ids = folded.effects.map((effects) => effects.map(({ id }) => id))
  const committed = commits.map(({ effects }) => effects.map(({ id }) => id))
  if (!isDeepStrictEqual(ids, committed)) say('the effects are not those of the fold')
}

/** Nothing becomes a dead letter that did not have to. */
function checkLetters(
  { letters }: Outcome,
  conversation: string,
  inputs: ReadonlyMap<string, Accepted>,
  folded: Folded,
  say: Complain,
): void {
  const mine = letters.filter((letter) => letter.conversation === conversation)
  for (const { item, reason, kind } of mine) {
    if (kind === 'effect' && reason.includes('blocked')) continue
    const body = inputs.get(item)?.body
    const text = body && textOf(JSON.parse(body) as Input)
    if (text !== poison && text !== killer) say(`dead letter without need: ${kind} ${item}, ${reason}`)
  }
  for (const id of folded.rejected) {
    const found = mine.filter(({ item }) => item === id).length
    if (found !== 1) say(`input ${id} cannot be taken and became ${found} dead letters`)
  }
}

/** The rows are the orders of the fold, each once. */
function checkOrders({ rows }: Outcome, conversation: string, folded: Folded, say: Complain): void {
  const placed = folded.effects.flat().filter(({ type }) => type === 'placeOrder')
  const mine = rows.filter((row) => row.client === conversation)
  for (const { id, params } of placed) {
    const found = mine.filter((row) => row.effectId === id)
    if (found.length !== 1) say(`order ${id.slice(0, 6)} has ${found.length} rows`)
    for (const { address, phone, bottles } of found)
      if (!isDeepStrictEqual({ address, phone, bottles }, params)) say(`order ${id.slice(0, 6)} has another content`)
  }
  for (const { effectId, number } of mine)
    if (!placed.some(({ id }) => id === effectId)) say(`order № ${number} was never confirmed`)
}

/** An order comes of a yes that no later message of the same customer had overtaken. */
function checkLateness(
  { hooks }: Outcome,
  conversation: string,
  commits: readonly Committed[],
  folded: Folded,
  say: Complain,
): void {
  const sent = new Map(
    hooks.flatMap((hook) =>
      hook.kind === 'message' && hook.client === conversation ? [[`m${hook.number}`, hook]] : [],
    ),
  )
  const taken = commits.flatMap(({ inputs }) => inputs)
  for (const { id, type } of folded.effects.flat()) {
    if (type !== 'placeOrder') continue
    const cause = folded.causes.get(id) ?? ''
    const yes = sent.get(cause)
    const overtaken = taken
      .slice(0, taken.indexOf(cause))
      .map((other) => sent.get(other))
      .find((other) => other && yes && other.number > yes.number && other.at > yes.at)
    if (overtaken) say(`the yes of ${cause} confirmed what it was older than: m${overtaken.number} was taken before it`)
  }
}

/** What the customer got to see is what the fold says, in order; more only where the bot knew of its doubt. */
function checkReplies(
  { sent, resent, rows, letters }: Outcome,
  conversation: string,
  folded: Folded,
  say: Complain,
): void {
  const buried = new Set(letters.flatMap(({ kind, item }) => (kind === 'effect' ? [item] : [])))
  const effects = folded.effects.flat()
  const replies = effects.filter(({ type }) => type === 'say' || type === 'transferToOperator')
  const mine = sent.filter(({ client }) => client === conversation)
  const firsts = mine.filter(({ key }, place) => mine.findIndex((other) => other.key === key) === place)
  const expected = replies.filter(({ id }) => !buried.has(id) || firsts.some(({ key }) => key === id))
  const names = (all: readonly { key: string; text: string }[]) =>
    all.map(({ key, text }) => `${key.slice(0, 6)} ${JSON.stringify(text)}`)
  const wanted = names(expected.map((effect) => ({ key: effect.id, text: wordsOf(effect) })))
  const seen = names(firsts)
  const other = wanted.findIndex((name, place) => name !== seen[place])
  if (other >= 0) say(`reply ${other + 1} is to be ${wanted[other]}, and is ${seen[other] ?? 'none'}`)
  else if (seen.length > wanted.length) say(`reply ${seen[wanted.length]} was never to be said`)
  for (const { id } of replies) {
    const times = mine.filter(({ key }) => key === id).length
    const doubts = resent.filter((key) => key === id).length
    if (times > 1 + doubts) say(`reply ${id.slice(0, 6)} was sent ${times} times, ${doubts} of them in doubt`)
  }
  for (const { id, type, params } of effects) {
    if (type !== 'say' || !(params as Say).phrases.includes('placed')) continue
    const order = rows.find(({ effectId }) => folded.causes.get(id) === `done:${effectId}`)
    const told = mine.find(({ key }) => key === id)
    if (told && (!order || order.moment > told.moment))
      say(`reply ${id.slice(0, 6)} tells of an order before it is kept`)
  }
}

function wordsOf({ type, params }: Effect): string {
  return type === 'say' ? (params as Say).text : (params as Transfer).comment
}

function textOf(input: Input): string | undefined {
  return input.kind === 'message' ? input.message.text : undefined
}
