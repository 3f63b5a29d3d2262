import type { Effect } from '../flow/effect.ts'
import type { Flow } from '../flow/define.ts'
import type { FlowEvent, Message } from '../flow/message.ts'
import type { Snapshot } from '../flow/snapshot.ts'
import { start } from '../flow/step.ts'
import type { OrderContext } from '../order/context.ts'
import { converse, type Conversing } from './converse.ts'
import { wrongInDialog, wrongInUtterance, type DialogExpectation, type Expectation } from './expect.ts'

/** One text in one state, with the outcome a good dispatcher expects. */
export interface UtteranceCase {
  id: string
  lang: string
  state: string
  context?: Partial<Pick<OrderContext, 'address' | 'phone' | 'bottles'>> & { language?: string }
  text: string
  expect: Expectation
  tags: string[]
}

type Said = string | { media: string } | { location: [number, number] }

/** One whole customer, with the orders that must come about. */
export interface DialogCase {
  id: string
  lang: string
  clientPhone: string | null
  say?: Said[]
  opening?: Said
  answers?: Record<string, Said[]>
  expect: DialogExpectation
  tags: string[]
}

export type Case = UtteranceCase | DialogCase

export interface Verdict {
  id: string
  lang: string
  tags: string[]
  /** What was sent. */
  said: string
  /** What did not hold; empty if the case passed. */
  wrong: string[]
  /** What the texts were taken for. */
  meant: string[]
}

const address = 'ул. Токтогула 125, кв 4'
const phone = '+996555123456'
const given: Record<string, Partial<OrderContext>> = {
  waitingPhone: { address },
  waitingBottles: { address, phone },
  waitingConfirmation: { address, phone, bottles: 2 },
  placed: { address, phone, bottles: 2, orderNumber: 1 },
}

/** Plays one case of the corpus on the pure flow and compares the outcome. */
export function evaluate(flow: Flow<OrderContext>, one: Case): Verdict {
  return 'text' in one ? evaluateUtterance(flow, one) : evaluateDialog(flow, one)
}

function evaluateUtterance(flow: Flow<OrderContext>, one: UtteranceCase): Verdict {
  const before = arrive(flow, one)
  const talk = converse(flow, { answer: world(), ...(before && { snapshot: before }) })
  talk.say(one.text)
  const wrong = wrongInUtterance(one.expect, talk, before)
  return { id: one.id, lang: one.lang, tags: one.tags, said: one.text, wrong, meant: [meaningOf(talk)] }
}

function evaluateDialog(flow: Flow<OrderContext>, one: DialogCase): Verdict {
  const sender = one.clientPhone ? { phone: one.clientPhone } : {}
  const talk = converse(flow, { answer: world(), sender })
  const meant: string[] = []
  const say = (said: Said) => {
    talk.say(messageOf(said))
    meant.push(`${JSON.stringify(said)} → ${meaningOf(talk)} → ${talk.state}`)
  }
  for (const said of one.say ?? []) say(said)
  if (one.opening !== undefined) {
    say(one.opening)
    const answers = structuredClone(one.answers ?? {})
    for (let turns = 0; turns < 40 && !['placed', 'cancelled', 'withOperator'].includes(talk.state); turns++) {
      const next = answers[talk.state]?.shift()
      if (next === undefined) break
      say(next)
    }
  }
  const said = JSON.stringify(one.say ?? [one.opening, one.answers])
  return { id: one.id, lang: one.lang, tags: one.tags, said, wrong: wrongInDialog(one.expect, talk), meant }
}

function arrive(flow: Flow<OrderContext>, { state, context, lang }: UtteranceCase): Snapshot<OrderContext> | undefined {
  if (state === 'new') return undefined
  const fresh = start(flow, 0, context?.language ?? lang).snapshot
  const { language: _, ...replaced } = context ?? {}
  const slots = context ? { ...replaced, orderNumber: given[state]?.orderNumber ?? null } : given[state]
  const value = state.startsWith('waiting') ? { ordering: state } : state
  return { ...fresh, value, context: { ...fresh.context, ...slots }, timers: {} }
}

function world(): (effect: Effect) => FlowEvent | undefined {
  let number = 1
  return (effect) => {
    if (effect.type === 'placeOrder') return { type: 'order.placed', number: ++number }
    if (effect.type === 'cancelOrder') return { type: 'order.cancelled', number }
    if (effect.type === 'changeOrder') return { type: 'order.changed', number }
    return effect.type === 'lookUpOrder' ? { type: 'order.status', number, status: 'new' } : undefined
  }
}

function messageOf(said: Said): Message {
  if (typeof said === 'string') return { text: said }
  if ('location' in said) return { location: { lat: said.location[0], lon: said.location[1] } }
  return { media: [{ kind: said.media as 'voice' }] }
}

function meaningOf(talk: Conversing): string {
  const { event, because } = talk.last?.understood ?? {}
  return `${JSON.stringify(event)} because ${because?.map(({ rule, words }) => `${rule}(${words})`).join(' ')}`
}
