import type { Flow } from '../flow/define.ts'
import { explore } from './explore.ts'
import { wayTo, type Edge } from './situation.ts'
import { writeTranscript } from './transcript.ts'

export interface Way {
  /** Dotted path; '' for the beginning. */
  from: string
  to: string
  /** The event's type, or `time`. */
  event: string
  /** The shortest way there that was found, for `playTranscript`. */
  transcript: string
}

/** Every edge of a flow under its rehearsal, each with a transcript; a customer's words are taken where some are known. */
export function waysThrough(flow: Flow): Way[] {
  const { edges } = explore(flow)
  const ways = new Map<string, { edge: Edge; event: string }>()
  for (const edge of edges) {
    const event = edge.event?.type ?? 'time'
    if (!edge.turn.handled) continue
    const name = `${edge.before.state} ${event} ${edge.after.state}`
    if (!ways.has(name)) ways.set(name, { edge, event })
  }
  return [...ways.values()].map(({ edge: { before, step, after }, event }) => ({
    from: before.state,
    to: after.state,
    event,
    transcript: writeTranscript(flow, [...wayTo(before), step]),
  }))
}
