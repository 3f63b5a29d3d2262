import { describe, expect, it } from 'vitest'
import { orderFlow } from '../order/index.ts'
import { memoryStore } from '../store/memory.ts'
import type { Store } from '../store/port.ts'
import { createDialog } from './dialog.ts'

const nothing = () => {}
const idle = {
  placeOrder: nothing,
  cancelOrder: nothing,
  changeOrder: nothing,
  lookUpOrder: nothing,
  forgetCustomer: nothing,
  transferToOperator: nothing,
}

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
    const effects = { ...idle, say: () => {} }
    const dialog = createDialog({ flow: orderFlow(), store: watched, effects })
    for (const [index, id] of ['innocent', 'killer', 'later'].entries()) {
      await dialog.receive('c', { id, at: 0, order: index, text: 'Здравствуйте' })
    }
    await store.load('c', 16)
    await dialog.work('c')
    expect(taken).toEqual([['innocent'], ['killer', 'later']])
  })

  it('blames no message for what the store lost: only starts of processes that died count', async () => {
    const store = memoryStore()
    let losing = true
    const lossy: Store = {
      ...store,
      commit: async (conversation, commit) => {
        if (losing) throw new Error('the answer was lost')
        return store.commit(conversation, commit)
      },
    }
    const said: string[] = []
    const say = ({ text }: { text: string }) => void said.push(text)
    const effects = { ...idle, say }
    const dialog = createDialog({ flow: orderFlow(), store: lossy, effects })
    await dialog.receive('c', { id: 'm1', at: 0, text: 'Здравствуйте' })
    for (let times = 0; times < 20; times++) await expect(dialog.work('c')).rejects.toThrow('lost')
    losing = false
    await dialog.work('c')
    expect(await store.deadLetters(10)).toEqual([])
    expect(said).toHaveLength(1)
  })
})
