import { describe, expect, it } from 'vitest'
import { orderFlow } from '../order/index.ts'
import { memoryStore } from '../store/memory.ts'
import type { Store } from '../store/port.ts'
import { createDialog } from './dialog.ts'

describe('drain', () => {
  it('takes the first message alone after a start that never finished, so that a killer behind it gets its own count', async () => {
    const store = memoryStore()
    const taken: (readonly string[])[] = []
    const watched: Store = {
      ...store,
      commit: (conversation, commit) => {
        taken.push(commit.inputs)
        return store.commit(conversation, commit)
      },
    }
    const nothing = () => {}
    const effects = { say: nothing, placeOrder: nothing, cancelOrder: nothing, transferToOperator: nothing }
    const dialog = createDialog({ flow: orderFlow(), store: watched, effects })
    for (const [index, id] of ['innocent', 'killer', 'later'].entries()) {
      await dialog.receive('c', { id, at: 0, order: index, text: 'Здравствуйте' })
    }
    await store.load('c', 16)
    await dialog.work('c')
    expect(taken).toEqual([['innocent'], ['killer', 'later']])
  })
})
