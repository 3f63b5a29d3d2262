import type { Flow } from '../../flow/define.ts'
import type { Message } from '../../flow/message.ts'
import type { Snapshot } from '../../flow/snapshot.ts'
import type { PlaceOrder } from '../../order/flow.ts'
import type { OrderContext } from '../../order/context.ts'
import { explain } from '../../order/understand/rules.ts'
import { converse, type Conversing } from '../converse.ts'
import { changeOf } from './changes.ts'
import type { Customer } from './customer.ts'
import { phoneInText, type Facts } from './facts.ts'
import { openingOf } from './opening.ts'
import { byHand, inLatin, withoutKyrgyzLetters, withTypo } from './spelling.ts'
import { addressSaid, countSaid, phoneSaid, phrase } from './wording.ts'

export type Ending = 'order' | 'called off' | 'person' | 'person unasked' | 'no order' | 'stuck'

export interface Played {
  ending: Ending
  /** What must not be; empty if all is well. */
  wrong: string[]
  /** Messages of the customer. */
  messages: number
  /** Questions that had to be asked again. */
  repeats: number
  transcript: string[]
}

const mostTurns = 30

/** Plays one customer on the pure flow, from the first word to an order, a refusal or a person; `told` with a transcript. */
export function playCustomer(flow: Flow<OrderContext>, customer: Customer, told = true): Played {
  const stage = stageOf(flow, customer, told)
  const { facts, takesOffers, lines } = openingOf(customer)
  stage.facts = facts
  if (customer.style === 'prank') return prank(stage)
  for (const line of lines) stage.say(line)
  const asked = new Map<string, number>()
  let { changes } = customer.whims
  for (let turn = 1; turn <= mostTurns && stage.goesOn(); turn++) {
    if (interrupts(stage, turn)) continue
    const { state } = stage.talk
    const times = asked.get(state) ?? 0
    asked.set(state, times + 1)
    if (state === 'waitingConfirmation' && changes > 0) {
      changes -= 1
      const change = changeOf(stage.facts, customer.random)
      stage.facts = change.facts
      stage.say(change.text)
      // Whoever is told that it was not understood says it again.
      if (stage.talk.last?.understood?.event.type === 'user.unclear') stage.say(change.text, { plain: true })
    } else if (state === 'waitingConfirmation') {
      stage.say(times > 2 ? 'да' : phrase('yes', stage.facts.language, customer.random), {
        yes: true,
        plain: times > 2,
      })
    } else {
      if (times > 0) stage.repeats += 1
      answer(stage, state, times, takesOffers)
    }
  }
  return ended(stage)
}

interface Stage {
  talk: Conversing
  customer: Customer
  /** What is wanted now. */
  facts: Facts
  /** Set once the customer wants no order any more. */
  wants: 'order' | 'nothing' | 'person'
  done: Set<string>
  repeats: number
  messages: number
  wrong: string[]
  transcript: string[]
  say(text: string | Message, how?: { yes?: boolean; plain?: boolean }): void
  goesOn(): boolean
  orders(): PlaceOrder[]
}

function stageOf(flow: Flow<OrderContext>, customer: Customer, told: boolean): Stage {
  const { whims, random, knownPhone, before } = customer
  const talk = converse(flow, {
    answer: (effect) => {
      if (effect.type === 'placeOrder') return { type: 'order.placed', number: 1 }
      return effect.type === 'cancelOrder' ? { type: 'order.cancelled', number: 1 } : undefined
    },
    ...(knownPhone && { sender: { phone: knownPhone } }),
  })
  if (before)
    talk.tell({
      type: 'customer.returned',
      address: before.address.text,
      phone: before.phone,
      bottles: before.bottles,
      open: null,
    })
  const stage: Stage = {
    talk,
    customer,
    facts: customer.facts,
    wants: 'order',
    done: new Set(),
    repeats: 0,
    messages: 0,
    wrong: [],
    transcript: [],
    say(said, { yes = false, plain = false } = {}) {
      const before = stage.orders().length
      const message = typeof said === 'string' ? { text: plain ? said : spelled(said) } : said
      stage.messages += 1
      const replies = talk.say(message)
      const { event, because = [] } = talk.last?.understood ?? {}
      if (told)
        stage.transcript.push(
          `#me ${message.text ?? JSON.stringify(message)}`,
          `    ${JSON.stringify(event)}: ${explain(because, 'en')}`,
          ...replies.map((reply) => `#bot ${reply.replace(/\n/g, ' / ')}`),
          `    → ${talk.state}`,
        )
      if (stage.orders().length > before && !yes) stage.wrong.push(`ordered without a yes: ${message.text}`)
    },
    goesOn: () => !['placed', 'cancelled', 'withOperator', 'expired'].includes(talk.state),
    orders: () => talk.effects.flatMap(({ type, params }) => (type === 'placeOrder' ? [params as PlaceOrder] : [])),
  }
  const spelled = (text: string) => {
    let said = whims.typos && random.chance(0.4) ? withTypo(text, random) : text
    if (whims.plainKyrgyz) said = withoutKyrgyzLetters(said)
    if (whims.latin) said = inLatin(said)
    return byHand(said, random)
  }
  return stage
}

function answer(stage: Stage, state: string, times: number, takesOffers: boolean): void {
  const { facts, customer, talk } = stage
  const { language, address, phone, bottles } = facts
  const { random } = customer
  const plain = times > 0
  const offered = (talk.snapshot as Snapshot<OrderContext>).context.usual
  const yes = { ru: 'да', ky: 'ооба', en: 'yes' }[language]
  if (state === 'waitingAddress') {
    const takes = takesOffers && offered?.address === address.text && times === 0
    stage.say(takes ? yes : plain ? address.text : addressSaid(language, address.text, random), { plain })
  } else if (state === 'waitingPhone') {
    const takes = customer.knownPhone === phone && random.chance(0.7) && times === 0
    const number = phoneInText(phone, random)
    stage.say(takes ? yes : plain ? phone : phoneSaid(language, number, random), { plain })
  } else if (state === 'waitingBottles') {
    stage.say(plain ? String(bottles) : countSaid(language, bottles, random), { plain })
  } else stage.say(yes, { plain })
}

/** Once more, without a slip. */
const plainly = {
  nothing: { ru: 'отмена', ky: 'жокко чыгарыңыз', en: 'cancel' },
  person: { ru: 'оператор', ky: 'оператор', en: 'operator' },
}

/** What comes between question and answer; true if something did. */
function interrupts(stage: Stage, turn: number): boolean {
  const { customer, talk, done, facts } = stage
  const { whims, random, style } = customer
  const { language } = facts
  if (whims.cancelAt === turn || whims.operatorAt === turn) {
    const wants = whims.cancelAt === turn ? 'nothing' : 'person'
    stage.wants = wants
    stage.say(phrase(wants === 'nothing' ? 'cancel' : 'operator', language, random))
    if (stage.goesOn() && whims.typos) stage.say(plainly[wants][language], { plain: true })
    if (stage.goesOn()) stage.wrong.push(`wanted ${stage.wants}, and it goes on`)
    return true
  }
  const now = (whim: 'question' | 'media' | 'hesitation' | 'nod' | 'silence') => {
    const happens = whims[whim] && !done.has(whim) && random.chance(0.3)
    if (happens) done.add(whim)
    return happens
  }
  if (now('silence')) talk.wait(random.integer(20, 300) * 60_000)
  if (now('question')) stage.say(phrase('question', language, random))
  else if (now('media')) stage.say({ media: [{ kind: random.pick(['sticker', 'photo', 'voice'] as const) }] })
  else if (now('hesitation')) stage.say(phrase('hesitation', language, random))
  else if (talk.state !== 'waitingConfirmation' && style !== 'returning' && now('nod'))
    stage.say(phrase('nod', language, random))
  else return false
  return true
}

function prank(stage: Stage): Played {
  const { random, facts } = stage.customer
  const jokes = random.integer(3, 12)
  for (let joke = 0; joke < jokes && stage.goesOn(); joke++) stage.say(phrase('prank', facts.language, random))
  if (stage.orders().length > 0) stage.wrong.push('a prank became an order')
  const ending =
    stage.talk.state === 'withOperator' ? 'person' : stage.talk.state === 'cancelled' ? 'called off' : 'no order'
  return result(stage, ending)
}

function ended(stage: Stage): Played {
  const { talk, wants, wrong, customer } = stage
  if (talk.state === 'placed') {
    if (wants !== 'order') wrong.push(`ordered, though ${wants} was wanted`)
    judge(stage)
    afterwards(stage)
    return result(stage, 'order')
  }
  if (stage.orders().length > 0) wrong.push('ordered, and it is not known')
  if (talk.state === 'withOperator') return result(stage, wants === 'person' ? 'person' : 'person unasked')
  if (talk.state === 'cancelled') {
    if (wants !== 'nothing') wrong.push('called off, though nobody wanted it')
    return result(stage, 'called off')
  }
  wrong.push(`ends in ${talk.state} (${customer.style})`)
  return result(stage, 'stuck')
}

function judge({ facts, wrong, orders, customer }: Stage): void {
  const [order] = orders()
  if (!order) return
  const { address, phone, bottles } = facts
  const digits = order.address.match(/\d+/g) ?? []
  if (digits.join(' ') !== address.digits.join(' ')) wrong.push(`address ${order.address}, meant ${address.text}`)
  const said = order.address.toLowerCase()
  if (
    !customer.whims.latin &&
    !customer.whims.typos &&
    !address.names.every((name) => said.includes(plainOf(customer, name)))
  )
    wrong.push(`address ${order.address}, meant ${address.text}`)
  if (order.phone !== phone) wrong.push(`phone ${order.phone}, meant ${phone}`)
  if (order.bottles !== bottles) wrong.push(`${order.bottles} bottles, meant ${bottles}`)
}

function plainOf({ whims }: Customer, name: string): string {
  return whims.plainKyrgyz ? withoutKyrgyzLetters(name) : name
}

function afterwards(stage: Stage): void {
  const { customer, facts, talk } = stage
  const { afterwards: then } = customer.whims
  if (then === 'nothing') return
  stage.say(phrase(then, facts.language, customer.random))
  if (then === 'cancel' && talk.state === 'placed') stage.say(plainly.nothing[facts.language], { plain: true })
  if (stage.orders().length > 1) stage.wrong.push('ordered twice')
  if (then === 'cancel' && talk.state !== 'cancelled') stage.wrong.push(`taken back, but ${talk.state}`)
}

function result({ wrong, messages, repeats, transcript }: Stage, ending: Ending): Played {
  return { ending, wrong, messages, repeats, transcript }
}
