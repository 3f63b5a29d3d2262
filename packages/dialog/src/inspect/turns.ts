import { createInspector, type StatelyInspectionEvent } from '@statelyai/inspect'
import type { Flow } from '../flow/define.ts'
import type { FlowEvent } from '../flow/message.ts'
import type { Snapshot } from '../flow/snapshot.ts'
import type { Turn, TurnInput } from '../flow/turn.ts'
import { masked } from './mask.ts'

/** One turn of a conversation, as an engine's `onTurn` tells it. */
export interface InspectedTurn {
  conversation: string
  before: Snapshot | undefined
  input: TurnInput
  turn: Turn
}

/** Conversations whose number is known; one that comes back after so many others is another actor. */
const namesKept = 1_000

/**
 * Tells turns of a flow in the protocol of Stately's inspector: an actor for each conversation, its machine included,
 * then events and snapshots. Conversations are numbered, words and long numbers masked (see `masked`): whom it is about
 * does not leave.
 */
export function inspectTurns(flow: Flow, send: (event: StatelyInspectionEvent) => void): (seen: InspectedTurn) => void {
  // Its own limit, 10, would cut actions out of the machine.
  const inspector = createInspector({ send }, { serializationDepthLimit: 100 })
  const shown = new Set(['type', ...(flow.legend.shown ?? [])])
  const names = new Map<string, string>()
  let numbered = 0
  const safe = ({ status, value, context }: Snapshot) => ({
    status: status === 'done' ? ('done' as const) : ('active' as const),
    value,
    context: masked(context, shown),
  })
  return ({ conversation, before, input, turn }) => {
    const known = names.get(conversation)
    const sessionId = known ?? `conversation ${(numbered += 1)}`
    if (known === undefined) {
      names.set(conversation, sessionId)
      if (names.size > namesKept) names.delete(names.keys().next().value as string)
      // The machine goes along only with something that looks like an actor of it.
      const actor = { sessionId, id: sessionId, logic: { config: flow.machine.config } }
      inspector.actor(actor as never, safe(before ?? { ...turn.snapshot, status: 'active' }))
    }
    const event = masked(eventOf(input, turn), shown) as FlowEvent
    inspector.event(sessionId, event)
    inspector.snapshot(sessionId, safe(turn.snapshot), { event })
  }
}

function eventOf(input: InspectedTurn['input'], { understood }: Turn): FlowEvent {
  if (input.kind === 'event') return input.event
  return input.kind === 'timer' ? { type: `after ${input.timer}` } : (understood?.event ?? { type: 'message' })
}
