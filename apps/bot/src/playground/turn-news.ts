import { statePath, type Message, type SeenTurn, type Snapshot } from '@shoro/dialog'
import { rules, type PlaceOrder, type Rule } from '@shoro/dialog/order'
import type { PlannedEffect, TurnNews, Words } from './contract.ts'

/** What a message says, for people; null if nothing can be shown of it. */
export function wordsOf({ text, media = [], location }: Message): string | null {
  const parts = [
    ...media.map(({ kind, name }) => (name === undefined ? `[${kind}]` : `[${kind}: ${name}]`)),
    ...(location ? [`📍 ${location.lat}, ${location.lon}`] : []),
    ...(text === undefined ? [] : [text]),
  ]
  return parts.length === 0 ? null : parts.join(' ')
}

/** An effect as it is kept in an outbox, for people. */
export function planned({ id, body }: { id: string; body: string }): PlannedEffect {
  const { type, params } = JSON.parse(body) as { type: string; params: unknown }
  return { id, type, summary: summaryOf(params), params }
}

export function newsOfTurn({ before, input, turn, late }: SeenTurn): TurnNews {
  const { snapshot, understood } = turn
  const event =
    understood?.event ?? (input.kind === 'event' ? input.event : { type: input.kind === 'timer' ? input.timer : '' })
  return {
    input: { id: input.id, kind: input.kind, words: input.kind === 'message' ? wordsOf(input.message) : null },
    event,
    because: (understood?.because ?? []).map(({ rule, words }) => ({ rule, words, meaning: meaningOf(rule) })),
    from: before ? statePath(before.value) : '',
    to: statePath(snapshot.value),
    handled: turn.handled,
    late,
    rev: snapshot.rev,
    locale: snapshot.locale,
    effects: turn.effects.map(({ id, type, params }) => ({ id, type, summary: summaryOf(params), params })),
    timers: changeOfTimers(before, snapshot, input.kind === 'timer' ? input.timer : null),
  }
}

function changeOfTimers(before: Snapshot | undefined, after: Snapshot, fired: string | null): TurnNews['timers'] {
  const earlier = before?.timers ?? {}
  const set = Object.entries(after.timers).filter(
    ([id, { at, rev }]) => earlier[id]?.at !== at || earlier[id].rev !== rev,
  )
  const gone = Object.keys(earlier).filter((id) => !(id in after.timers) && id !== fired)
  return { set: set.map(([id, { at }]) => ({ id, at })), cleared: gone, fired }
}

function meaningOf(rule: string): Words {
  return Object.hasOwn(rules, rule) ? rules[rule as Rule] : { ru: rule, en: rule }
}

type Summed = Partial<PlaceOrder & { text: string; comment: string; number: number }>

function summaryOf(params: unknown): string {
  const { text, comment, bottles, address, phone, note, number } = params as Summed
  if (text !== undefined || comment !== undefined) return text ?? comment ?? ''
  const order = bottles === undefined ? [] : [`${bottles} ×`, address, phone, note]
  return [number === undefined ? undefined : `№ ${number}`, ...order].filter((part) => part !== undefined).join(' · ')
}
