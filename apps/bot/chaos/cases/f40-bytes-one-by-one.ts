import { setTimeout as sleep } from 'node:timers/promises'
import { shortDoubts, type Case } from '../case.ts'
import { startProxy } from '../proxy.ts'

export default {
  id: 'F40',
  title: 'bytes come one by one, then 1 KB of them per second',
  setting: { proxied: ['redis', 'postgres', 'api'], env: shortDoubts },
  async run(stage) {
    const { url } = stage.courier.knobs
    const door = await startProxy(url)
    stage.courier.knobs.url = door.url
    const proxies = [door, ...Object.values(stage.proxies)]
    const set = (trouble: Parameters<typeof door.set>[0]) => proxies.forEach((proxy) => proxy.set(trouble))
    const acked = () => stage.courier.parcels.filter(({ ackedAt }) => ackedAt !== null).length
    const first = stage.crowd(5)
    set({ oneByOne: true })
    await first
    const oneByOne = acked()
    const second = stage.crowd(5)
    set({ oneByOne: false, bytesPerSecond: 1024 })
    await sleep(8_000)
    set({ bytesPerSecond: 0 })
    await second
    // Echoes of what is said later come through no proxy any more.
    stage.courier.knobs.url = url
    door.close()
    return {
      // Many a reply was not answered in time: each is waited for, one after another.
      quietWithinMs: 40_000,
      faults: {
        'taken byte by byte': oneByOne,
        'connections through it all': proxies.reduce((sum, { connections }) => sum + connections, 0),
      },
      also: () =>
        ['Protocol error', 'ParserError', 'cannot be read', 'unreadable'].flatMap((text) =>
          stage.logged(text).slice(0, 1),
        ),
    }
  },
} satisfies Case
