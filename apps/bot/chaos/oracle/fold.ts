import { nextTimer, takeTurn, timerInput, type Effect, type Flow, type Input, type Snapshot } from '@shoro/dialog'
import { hashOf, type Intent } from '../history.ts'

export interface Folded {
  snapshot: string | null
  effects: Effect[]
  /** What the fold found that the commits did not say, or said otherwise. */
  differences: string[]
}

const timersAtMost = 10

/** The same conversation again on the pure flow alone, from its beginning, one input after another. */
export function foldAgain(flow: Flow, conversation: string, chain: readonly Intent[]): Folded {
  const folded: Folded = { snapshot: null, effects: [], differences: [] }
  for (const intent of chain) {
    const { now, to, rev } = intent
    let snapshot = folded.snapshot === null ? undefined : (JSON.parse(folded.snapshot) as Snapshot)
    const effects: Effect[] = []
    const take = (input: Parameters<typeof takeTurn>[1]['input'], late = false) => {
      const turn = takeTurn(flow, { conversation, snapshot, input, now, late })
      snapshot = turn.snapshot
      effects.push(...turn.effects)
    }
    for (const { id, body, late } of intent.inputs) {
      try {
        if (intent.rejected.includes(id)) throw new Error('refused')
        take({ ...(JSON.parse(body) as Input), id }, late)
      } catch {
        if (flow.whenRejected) take({ id: `rejected:${id}`, kind: 'event', at: now, event: flow.whenRejected })
      }
    }
    // Timers that were due fired after the inputs, unless the batch was cut short.
    for (let fired = 0; fired < timersAtMost && snapshot && hashOf(JSON.stringify(snapshot)) !== to; fired++) {
      const timer = nextTimer(snapshot)
      if (!timer || timer.at > now) break
      take(timerInput(timer))
    }
    folded.snapshot = JSON.stringify(snapshot)
    if (hashOf(folded.snapshot) !== to) folded.differences.push(`rev ${rev}: the fold comes to another snapshot`)
    const expected = effects.map(({ id, type, params }) => `${id} ${JSON.stringify({ type, params })}`)
    const committed = intent.effects.map(({ id, body }) => {
      const { type, params } = JSON.parse(body) as Effect
      return `${id} ${JSON.stringify({ type, params })}`
    })
    if (expected.join('\n') !== committed.join('\n'))
      folded.differences.push(
        `rev ${rev}: the fold comes to ${expected.length} effects, committed were ${committed.length}`,
      )
    folded.effects.push(...effects)
  }
  return folded
}
