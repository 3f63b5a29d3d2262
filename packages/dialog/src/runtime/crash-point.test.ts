import { describe, expect, it } from 'vitest'
import { house } from '../../test/house.ts'
import { memoryStore } from '../store/memory.ts'
import type { CrashPoint } from './crash-point.ts'

describe('crash points', () => {
  it('are passed in the order of an input’s way', async () => {
    const passed: string[] = []
    const { dialog, say } = house({
      at: (point, conversation, effect) => void passed.push([point, conversation, effect].filter(Boolean).join(' ')),
    })
    await say('Aibek')
    await dialog.work('c')
    expect(passed).toEqual([
      'before-append c',
      'after-append c',
      'after-wake c',
      'before-load c',
      'after-load c',
      'before-commit c',
      'after-commit c',
      'before-effect c say',
      'after-effect c say',
      'after-report c say',
      'before-finish c',
    ])
  })

  it('are where a worker may die: another one goes on from there', async () => {
    for (const point of ['after-load', 'after-commit', 'before-effect'] satisfies CrashPoint[]) {
      const store = memoryStore()
      const dying = house({
        store,
        at: (reached) => {
          if (reached === point) throw new Error('dead')
        },
      })
      await dying.say('Aibek')
      await expect(dying.dialog.work('c')).rejects.toThrow('dead')
      expect(dying.done()).toEqual([])
      const heir = house({ store })
      heir.clock.now += 20_000
      await heir.sweep()
      expect(heir.done()).toHaveLength(1)
    }
  })

  it('show that a worker which stood still leaves alone what another did meanwhile', async () => {
    const store = memoryStore()
    const heir = house({ store })
    let stood = false
    const still = house({
      store,
      at: async (point) => {
        if (point !== 'before-effect' || stood) return
        stood = true
        for (const one of [still, heir]) one.clock.now += 20_000
        await heir.dialog.deliver('c')
      },
    })
    await still.say('Aibek')
    await still.dialog.work('c')
    expect(heir.done()).toHaveLength(1)
    expect(still.done()).toEqual([])
  })

  it.each([
    { ms: 5_000, uncertain: false, why: 'while its lease ran nobody else could begin it' },
    { ms: 20_000, uncertain: true, why: 'another one may have begun it and died' },
  ])('show that a worker which stood still for $ms ms goes on: $why', async ({ ms, uncertain }) => {
    let stood = false
    const slow = house({
      at: (point) => {
        if (point !== 'before-effect' || stood) return
        stood = true
        slow.clock.now += ms
      },
    })
    await slow.say('Aibek')
    await slow.dialog.work('c')
    expect(slow.done()).toMatchObject([{ uncertain }])
  })
})
