import type { Flow } from '../flow/define.ts'
import { joinMessages, type Message } from '../flow/message.ts'
import { nextTimer, stateName } from '../flow/snapshot.ts'
import { isFragment } from '../flow/turn.ts'
import { orderFlow } from '../order/flow.ts'
import type { OrderRules } from '../order/rules.ts'
import { explain } from '../order/understand/rules.ts'
import { converse, type Conversing } from './converse.ts'
import { perform, sceneOf } from './transcript.ts'
import { readHeading } from './transcript/heading.ts'
import type { Outcome } from './transcript/play.ts'
import { readTranscript } from './transcript/read.ts'
import type { Deed, Scene } from './transcript/scene.ts'
import { openShop, type Shop } from './transcript/shop.ts'

export interface OrderPlayed extends Outcome {
  /** What happened where: a state's name and the event that came to it, `waitingPhone user.provide`. */
  edges: string[]
}

/**
 * Plays a transcript of the order flow, with a database that answers at once. Every reply must be mentioned. Throws at a
 * line that cannot be read.
 */
export function playOrderTranscript(text: string): OrderPlayed {
  const lines = readTranscript(text)
  const { rules, startAt, transport, phone, earlier } = readHeading(lines)
  const flow = flowOf(rules)
  const shop = openShop(earlier)
  const edges: string[] = []
  const note = (event: string) => edges.push(`${stateName(conversation.snapshot?.value ?? 'greeting')} ${event}`)
  const conversation: Conversing = converse(flow, {
    startAt,
    ...(phone !== undefined && { sender: { phone } }),
    answer(effect) {
      const told = shop.answer(effect)
      if (told) note(told.type)
      return told
    },
  })
  let now = startAt

  const say = (message: Message): string[] => {
    const { snapshot } = conversation
    const recalled = !snapshot || snapshot.status === 'done' ? shop.recall() : undefined
    const before = recalled ? conversation.tell(recalled) : []
    const from = stateName(conversation.snapshot?.value ?? 'greeting')
    const replies = conversation.say({ ...message, transport })
    const { understood } = conversation.last ?? {}
    edges.push(`${from} ${understood?.event.type ?? ''}`)
    return [...before, ...replies]
  }
  const breathe = (messages: readonly Message[]): string[] => {
    const [first, next, ...rest] = messages
    if (!first) return []
    const waits = next && isFragment(flow, conversation.snapshot, { message: first, at: now }, now)
    if (waits) return breathe([joinMessages([first, next]), ...rest])
    return [...say(first), ...breathe(messages.slice(1))]
  }
  const wait = (ms: number): string[] => {
    const until = now + ms
    const replies: string[] = []
    for (;;) {
      const timer = conversation.snapshot && nextTimer(conversation.snapshot)
      if (!timer || timer.at > until) break
      note(timer.id.split('@')[0] ?? '')
      replies.push(...conversation.wait(Math.max(0, timer.at - now)))
      now = Math.max(now, timer.at)
    }
    replies.push(...conversation.wait(until - now))
    now = until
    return replies
  }
  const tell = (event: { type: string }): string[] => {
    note(event.type)
    return conversation.tell(event)
  }
  const act = (deed: Deed): Scene => {
    switch (deed.act) {
      case 'say':
        return { ...shown(conversation, shop, breathe(deed.messages)), ...understanding(conversation) }
      case 'tap': {
        const choice = conversation.snapshot?.offered?.find(({ label }) => label === deed.label)
        if (!choice) return { ...shown(conversation, shop, []), problem: `there is no button “${deed.label}”` }
        return { ...shown(conversation, shop, say({ text: `choice:${choice.id}` })), ...understanding(conversation) }
      }
      case 'wait':
        return shown(conversation, shop, wait(deed.ms))
      case 'event':
        return shown(conversation, shop, tell(deed.event))
      case 'operator':
        return shown(conversation, shop, tell({ type: deed.does === 'writes' ? 'operator.wrote' : 'operator.left' }))
      case 'status': {
        const problem = shop.setStatus(deed.status)
        return { ...shown(conversation, shop, []), ...(problem !== undefined && { problem }) }
      }
      case 'database':
        return shown(conversation, shop, shop.become(deed.is).flatMap(tell))
    }
  }
  return { ...perform(lines, act, { everyReply: true }), edges }
}

const flows = new Map<string, Flow>()

/** Flows are made once: most transcripts play on the same one. */
function flowOf(rules: OrderRules): Flow {
  const key = JSON.stringify(rules)
  const flow = flows.get(key) ?? orderFlow({ rules })
  flows.set(key, flow)
  return flow
}

function shown(conversation: Conversing, { orders, passed }: Shop, replies: string[]): Scene {
  return { ...sceneOf(conversation, replies), orders, passed }
}

/** `user.unclear {"obstacle":"bottles.range"}: «1-2» — несколько чисел: неясно, сколько` */
function understanding({ last }: Conversing): { understood: string } {
  const { event, because = [] } = last?.understood ?? {}
  const { type = '', ...more } = event ?? {}
  const details = Object.keys(more).length > 0 ? ` ${JSON.stringify(more)}` : ''
  return { understood: `${type}${details}: ${explain(because, 'ru')}` }
}
