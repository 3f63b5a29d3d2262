import { isDeepStrictEqual } from 'node:util'
import type { Effect, Say } from '../src/flow/effect.ts'
import type { Input } from '../src/flow/message.ts'
import type { PlaceOrder, Transfer } from '../src/order/flow.ts'
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
  const kept = new Map(
    [...log.commits].map(([conversation, commits]) => [
      conversation,
      chainOf(commits, outcome.snapshots.get(conversation)),
    ]),
  )
  for (const name of acknowledged) {
    const [conversation = '', id = ''] = name.split(' ')
    if (!kept.get(conversation)?.some(({ inputs }) => inputs.includes(id)))
      broken.push(`lost input: ${name} was acknowledged and never taken`)
  }
  for (const [conversation, commits] of kept) {
    const inputs = log.inputs.get(conversation) ?? new Map<string, Accepted>()
    const folded = fold(outcome.plan, conversation, commits, inputs)
    const say = (words: string) => void broken.push(`${conversation}: ${words}`)
    checkInputs(commits, inputs, say)
    checkFold(folded, outcome.snapshots.get(conversation), say)
    if (folded.broken) continue
    checkLetters(outcome, conversation, inputs, folded, say)
    checkOrders(outcome, conversation, commits, folded, say)
    checkLateness(outcome, conversation, commits, folded, say)
    checkReplies(outcome, conversation, folded, say)
  }
  return broken
}

/** The commits that led to the final snapshot: all of them, unless the store lost some and they were done anew. */
function chainOf(commits: readonly Committed[], final: string | null | undefined): Committed[] {
  const chain: Committed[] = []
  let end: string | null = final ?? null
  for (const commit of commits.toReversed()) {
    if (commit.snapshot !== end) continue
    chain.push(commit)
    end = commit.before
  }
  return chain.toReversed()
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
    const came = input.moments.findLast((moment) => moment <= commit.moment)
    if (came === undefined) say(`input ${id} was taken before it was accepted`)
    for (const before of taken.slice(0, place)) {
      const earlier = inputs.get(before.id)
      if (came && earlier && earlier.order > input.order && came < before.commit.loaded)
        say(`input ${id} waited already when ${before.id} was loaded, and was taken after it`)
    }
  }
}

function checkFold({ snapshot, broken }: Folded, stored: string | null | undefined, say: Complain): void {
  if (broken) {
    const { inputs, effects } = broken
    const ids = effects.map(({ id }) => id.slice(0, 6))
    say(`a commit is not what its inputs come to: ${inputs.join(', ') || 'a timer'} → ${ids.join(', ') || 'nothing'}`)
  } else if (!isDeepStrictEqual(stored ? JSON.parse(stored) : undefined, snapshot)) {
    say(`the snapshot is not the fold of what was committed: ${stored} instead of ${JSON.stringify(snapshot)}`)
  }
}

/** Nothing becomes a dead letter that did not have to. */
function checkLetters(
  { letters, plan }: Outcome,
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
    // A store that lost its latest writes has lost its dead letters.
    if (found > 1 || (found === 0 && plan.journal !== 'faithful'))
      say(`input ${id} cannot be taken and became ${found} dead letters`)
  }
}

/** The rows are the orders of the fold, each once, and the conversation was told of each. */
function checkOrders(
  { rows, log }: Outcome,
  conversation: string,
  commits: readonly Committed[],
  folded: Folded,
  say: Complain,
): void {
  const placed = folded.effects.filter(({ type }) => type === 'placeOrder')
  const mine = rows.filter((row) => row.client === conversation)
  for (const { id, params } of placed) {
    const found = mine.filter((row) => row.effectId === id)
    if (found.length !== 1) say(`order ${id.slice(0, 6)} has ${found.length} rows`)
    const meant = params as PlaceOrder
    for (const { address, phone, bottles } of found)
      if (address !== meant.address || phone !== meant.phone || bottles !== meant.bottles)
        say(`order ${id.slice(0, 6)} has another content`)
  }
  const told = new Set(commits.flatMap(({ inputs }) => inputs))
  for (const { id, type } of folded.effects) {
    if (type !== 'placeOrder' && type !== 'cancelOrder') continue
    if (!told.has(`done:${id}`) && !log.buried.has(id))
      say(`nobody told the conversation what became of ${type} ${id.slice(0, 6)}`)
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
  for (const { id, type } of folded.effects) {
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
function checkReplies({ sent, resent, rows, log }: Outcome, conversation: string, folded: Folded, say: Complain): void {
  const effects = folded.effects
  const replies = effects.filter(({ type }) => type === 'say' || type === 'transferToOperator')
  const mine = sent.filter(({ client }) => client === conversation)
  const firsts = mine.filter(({ key }, place) => mine.findIndex((other) => other.key === key) === place)
  const expected = replies.filter(({ id }) => !log.buried.has(id) || firsts.some(({ key }) => key === id))
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
