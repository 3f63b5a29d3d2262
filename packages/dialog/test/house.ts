import { createDialog, type DialogOptions } from '../src/runtime/dialog.ts'
import type { Observed } from '../src/runtime/observe.ts'
import type { Delivery } from '../src/runtime/outcome.ts'
import { memoryStore } from '../src/store/memory.ts'
import { teaFlow, type TeaContext, type teaEffects } from './tea-house.ts'

type Options = Partial<DialogOptions<TeaContext, typeof teaEffects>>

export interface Done {
  /** The text of a reply, or `brew` and the cups. */
  what: string
  key: string
  attempt: number
  uncertain: boolean
}

/** The tea house on a store, with handlers that write down what they do and a clock that stands still. */
export function house(over: Options = {}) {
  const clock = { now: 1_000_000 }
  const log: Done[] = []
  const events: Observed[] = []
  const wakes: string[] = []
  const store = over.store ?? memoryStore()
  const note = (what: string, { key, attempt, uncertain }: Delivery) => void log.push({ what, key, attempt, uncertain })
  const dialog = createDialog({
    flow: teaFlow({ whenRejected: { type: 'house.trouble' } }),
    effects: {
      say: ({ text }, delivery) => note(text, delivery),
      brew: ({ cups }, delivery) => {
        note(`brew ${cups}`, delivery)
        return { status: 'done', receipt: `brewed ${cups}`, event: { type: 'tea.served', cups } }
      },
    },
    wake: async (conversation, direction) => void wakes.push(`${conversation} ${direction}`),
    observe: (observed) => void events.push(observed),
    clock: () => clock.now,
    random: () => 0.5,
    ...over,
    store,
  })
  let messages = 0
  return {
    clock,
    store,
    dialog,
    wakes,
    /** Sends a text to conversation `c`. */
    say: (text: string, id = `say${++messages}`, conversation = 'c') =>
      dialog.receive(conversation, { id, at: clock.now, text }),
    /** What the handlers did, first to last. */
    done: () => log,
    replies: () => log.filter(({ what }) => !what.startsWith('brew')).map(({ what }) => what),
    observed: (type?: Observed['type']) => events.filter((event) => type === undefined || event.type === type),
    context: async () => (await dialog.snapshot('c'))?.context as TeaContext,
    /** Sweeps, then does what workers do that were woken by it. */
    sweep: async () => {
      wakes.length = 0
      const woken = await dialog.sweep()
      for (const wake of new Set(wakes)) {
        const [conversation = '', direction] = wake.split(' ')
        await (direction === 'inbound' ? dialog.work(conversation) : dialog.deliver(conversation))
      }
      return woken
    },
  }
}
