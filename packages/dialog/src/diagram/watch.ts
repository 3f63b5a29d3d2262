import { StateMachine, type AnyMachineSnapshot, type AnyStateMachine } from 'xstate'
import type { Flow } from '../flow/define.ts'
import type { FlowEvent } from '../flow/message.ts'
import { edgeName, edgesOf, type Edge } from './edges.ts'
import { takenBy, type Walked } from './walked.ts'

export interface Coverage {
  walked: readonly Walked[]
  unwalked: readonly Edge[]
}

/**
 * Which transitions of a flow are taken while something runs, by any conversation of this process. What runs may make
 * flows of its own, with other settings: they count if their machine has the same id.
 */
export function coverageOf(flow: Flow, run: () => void): Coverage {
  const walked = new Map<string, Walked>()
  const note = (machine: AnyStateMachine, state: unknown, event: unknown) => {
    if (machine.id !== flow.id) return
    for (const edge of takenBy(machine, state as AnyMachineSnapshot, event as FlowEvent))
      walked.set(edgeName(edge), edge)
  }
  // Every flow that is made with other settings has a machine of its own, which takes its method from here when it is made.
  const restored = [StateMachine.prototype as AnyStateMachine, flow.machine].map((machine) => {
    const { transition } = machine
    machine.transition = function watched(this: AnyStateMachine, state, event, scope) {
      note(this, state, event)
      return transition.call(this, state, event, scope)
    }
    return () => (machine.transition = transition)
  })
  try {
    run()
  } finally {
    for (const restore of restored) restore()
  }
  return { walked: [...walked.values()], unwalked: edgesOf(flow).filter((edge) => !walked.has(edgeName(edge))) }
}
