import { describe, expect, it } from 'vitest'
import { house } from '../../test/house.ts'
import { minute, teaFlow } from '../../test/tea-house.ts'

/** Two builds at work at once, as while an update rolls: the new one has begun a conversation. */
async function rolling() {
  const now = house()
  const next = house({
    store: now.store,
    flow: teaFlow({ version: '2', migrations: { '1': (old) => ({ ...old, version: '2' }) } }),
  })
  await next.say('Aibek', 'm1')
  await next.dialog.work('c')
  await next.say('tea 2', 'm2')
  return { now, next }
}

describe('a conversation that a newer build has taken a step in', () => {
  it('is left to the newer build, and told of once', async () => {
    const { now, next } = await rolling()
    for (let times = 0; times < 30; times++) await now.dialog.work('c')
    expect(now.replies()).toEqual([])
    expect(now.observed()).toEqual([{ type: 'newer', conversation: 'c', version: '2' }])
    await next.dialog.work('c')
    expect(await now.store.deadLetters(10)).toEqual([])
    expect(next.replies().slice(1)).toEqual(['green: 0 so far', 'now 2', '2 served'])
  })

  it('is woken for again, since the next worker may be a newer one', async () => {
    const { now } = await rolling()
    now.wakes.length = 0
    await now.dialog.work('c')
    await expect.poll(() => now.wakes, { timeout: 3_000 }).toContain('c inbound')
  })

  it('is parked when no newer build took it for ten minutes, as after an update that was taken back', async () => {
    const { now } = await rolling()
    await now.dialog.work('c')
    now.clock.now += 10 * minute
    await now.dialog.work('c')
    expect(now.observed('parked')).toHaveLength(1)
    expect((await now.store.read('c', now.clock.now))?.mailbox).toBe(0)
  })

  it('does not keep the older build from other conversations', async () => {
    const { now } = await rolling()
    await now.dialog.work('c')
    await now.say('Eve', 'other', 'd')
    await now.dialog.work('d')
    expect(now.replies()).toEqual(['What is your name?\n\nWhat tea, Eve?'])
  })
})
