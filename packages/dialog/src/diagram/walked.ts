import {
  getMicrosteps,
  type AnyMachineSnapshot,
  type AnyStateMachine,
  type AnyStateNode,
  type AnyTransitionDefinition,
} from 'xstate'
import { nodesOf } from '../flow/check.ts'
import type { Flow } from '../flow/define.ts'
import type { FlowEvent } from '../flow/message.ts'
import { restore } from '../flow/restore.ts'
import type { Snapshot } from '../flow/snapshot.ts'
import type { TimerFired } from '../flow/step.ts'
import { edgesOfNode, type Edge } from './edges.ts'

/** A transition that a conversation took; `edgeName` names it. */
export type Walked = Pick<Edge, 'from' | 'to' | 'event' | 'guard'>

/**
 * The transitions that one event takes a conversation through, those that follow by themselves included. Empty if the
 * state has nothing to say to it, if the timer is not set, or if the snapshot cannot be restored.
 */
export function walkedEdges(flow: Flow, before: Snapshot, event: FlowEvent | TimerFired): Walked[] {
  if (before.status !== 'active') return []
  const restored = restore(flow, before)
  if (!restored.ok) return []
  const cause = causeOf(flow, restored.snapshot, event)
  return cause ? takenBy(flow.machine, restored.state, cause) : []
}

/** The same for a state of the machine itself. */
export function takenBy(machine: AnyStateMachine, state: AnyMachineSnapshot, cause: FlowEvent): Walked[] {
  const taken: AnyTransitionDefinition[] = machine.getTransitionData(state as never, cause as never) ?? []
  const passed = getMicrosteps(machine, state as never, cause as never).map(([next]) => next as AnyMachineSnapshot)
  const edges = taken.flatMap((definition) => edgeOf(definition))
  for (const [index, next] of passed.entries()) {
    const following = passed[index + 1]
    if (following) edges.push(...followed(machine, next, following))
  }
  return edges
}

function causeOf(flow: Flow, snapshot: Snapshot, event: FlowEvent | TimerFired): FlowEvent | undefined {
  if (event.type !== undefined) return event
  const type = flow.timerEvents.get(event.timer)
  const timer = snapshot.timers[event.timer]
  return type !== undefined && timer?.rev === event.rev ? { type, at: timer.at } : undefined
}

function edgeOf(definition: AnyTransitionDefinition): Walked[] {
  const edge = edgesOfNode(definition.source as AnyStateNode).find((one) => one.definition === definition)
  return edge ? [plain(edge)] : []
}

/** The transitions without an event that led from one resting place of a step to the next. */
function followed(machine: AnyStateMachine, from: AnyMachineSnapshot, to: AnyMachineSnapshot): Walked[] {
  const left = nodesOf(machine.root).filter((node) => node.always && isIn(from, node))
  return left.flatMap((node) => {
    const edge = edgesOfNode(node).find((one) => {
      const target = one.definition.target?.[0] as AnyStateNode | undefined
      return one.event === 'always' && target !== undefined && isIn(to, target)
    })
    return edge ? [plain(edge)] : []
  })
}

function isIn(state: AnyMachineSnapshot, node: AnyStateNode): boolean {
  return state._nodes.includes(node)
}

function plain({ from, to, event, guard }: Edge): Walked {
  return { from, to, event, ...(guard !== undefined && { guard }) }
}
