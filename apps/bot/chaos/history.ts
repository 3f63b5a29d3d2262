import { createHash } from 'node:crypto'
import { openSync, readdirSync, readFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import type { Store } from '@shoro/dialog'

/** A commit as a worker asked for it. Whether it came about is known from `Settled`, or from the commits after it. */
export interface Intent {
  kind: 'intent'
  /** Unique in a run. */
  name: string
  conversation: string
  /** As loaded; 0 for a conversation that had not begun. */
  rev: number
  /** Hashes of the snapshot that was loaded and of the one that was to be committed. */
  from: string | null
  to: string
  /** Of the flow that the snapshot is committed by. */
  version: string
  inputs: { id: string; body: string; order: number; late: boolean }[]
  effects: { id: string; body: string }[]
  rejected: string[]
  now: number
}

/** What the store answered to an intent. A worker that died in between wrote none. */
export interface Settled {
  kind: 'settled'
  name: string
  result: 'committed' | 'fenced' | 'unknown-input' | 'error'
  at: number
}

type Loaded = Awaited<ReturnType<Store['load']>>

const kept = 2_000

export const hashOf = (text: string) => createHash('sha256').update(text).digest('base64url').slice(0, 20)

/** The same store, that writes down every commit before it asks for it and after it was answered. */
export function recorded(store: Store, folder: string): Store {
  const file = openSync(join(folder, `history-${process.pid}.jsonl`), 'a')
  const write = (line: Intent | Settled) => writeSync(file, `${JSON.stringify(line)}\n`)
  const loads = new Map<string, Pick<Loaded, 'snapshot'> & { inputs: Map<string, Loaded['inputs'][number]> }>()
  let count = 0
  return {
    ...store,
    async load(conversation, limit) {
      const loaded = await store.load(conversation, limit)
      const key = `${loaded.rev} ${conversation}`
      const known = loads.get(key) ?? { snapshot: loaded.snapshot, inputs: new Map() }
      for (const input of loaded.inputs) known.inputs.set(input.id, input)
      loads.delete(key)
      loads.set(key, known)
      if (loads.size > kept) loads.delete(loads.keys().next().value as string)
      return loaded
    },
    async commit(conversation, commit) {
      const { rev, snapshot, inputs, effects, rejected = [], now } = commit
      const loaded = loads.get(`${rev} ${conversation}`)
      const name = `${process.pid}.${++count}`
      write({
        kind: 'intent',
        name,
        conversation,
        rev,
        from: loaded?.snapshot ? hashOf(loaded.snapshot) : null,
        to: hashOf(snapshot),
        version: (JSON.parse(snapshot) as { version: string }).version,
        inputs: inputs.map((id) => {
          const { body = '', order = 0, late = false } = loaded?.inputs.get(id) ?? {}
          return { id, body, order, late }
        }),
        effects: effects.map(({ id, body }) => ({ id, body })),
        rejected: rejected.map(({ id }) => id),
        now,
      })
      let result: Settled['result'] = 'error'
      try {
        const committed = await store.commit(conversation, commit)
        result = committed.ok ? 'committed' : committed.reason
        return committed
      } finally {
        write({ kind: 'settled', name, result, at: Date.now() })
      }
    },
  }
}

/** What processes wrote into files of this name. The last line of one that died may be torn. */
export function readLines<Line>(folder: string, prefix: string): Line[] {
  return readdirSync(folder)
    .filter((file) => file.startsWith(`${prefix}-`))
    .flatMap((file) => readFileSync(join(folder, file), 'utf8').split('\n'))
    .flatMap((line) => {
      try {
        return [JSON.parse(line) as Line]
      } catch {
        return []
      }
    })
}
