import { expectTypeOf, describe, it } from 'vitest'
import { teaFlow, type TeaContext, type teaEffects } from '../../test/tea-house.ts'
import type { Say } from '../flow/effect.ts'
import type { Snapshot } from '../flow/snapshot.ts'
import { memoryStore } from '../store/memory.ts'
import { createDialog, type Dialog, type Handlers } from './dialog.ts'

describe('Handlers', () => {
  it('wants a handler for each effect and for say, with the parameters of the effect', () => {
    expectTypeOf<keyof Handlers<typeof teaEffects>>().toEqualTypeOf<'brew' | 'say'>()
    expectTypeOf<Handlers<typeof teaEffects>['say']>().parameter(0).toEqualTypeOf<Say>()
    expectTypeOf<Handlers<typeof teaEffects>['brew']>()
      .parameter(0)
      .toEqualTypeOf<{ leaf: string; cups: number; because: string }>()
  })

  it('does not compile what is missing or wrong', () => {
    const flow = teaFlow()
    const store = memoryStore()
    const say = () => {}
    const compiled = () => [
      // @ts-expect-error an effect has no handler
      createDialog({ flow, store, effects: { say } }),
      // @ts-expect-error say has no handler
      createDialog({ flow, store, effects: { brew: () => {} } }),
      // @ts-expect-error the parameter of the handler is not what the effect gives
      createDialog({ flow, store, effects: { say, brew: ({ cups }: { cups: string }) => void cups } }),
      // @ts-expect-error no such outcome
      createDialog({ flow, store, effects: { say, brew: () => ({ status: 'perhaps' }) } }),
      // @ts-expect-error a retry says why
      createDialog({ flow, store, effects: { say, brew: () => ({ status: 'retry' }) } }),
      createDialog({
        flow,
        store,
        effects: { say, brew: ({ cups }) => ({ status: 'done', receipt: cups.toFixed() }) },
      }),
    ]
    expectTypeOf(compiled).returns.toExtend<Dialog<TeaContext>[]>()
  })

  it('gives back a snapshot of the flow’s own context', () => {
    expectTypeOf<Dialog<TeaContext>['snapshot']>().returns.resolves.toEqualTypeOf<Snapshot<TeaContext> | null>()
  })
})
