import { EventEmitter } from 'node:events'
import type { PGlite, Results, Transaction } from '@electric-sql/pglite'

interface Result {
  rows: unknown[]
  rowCount: number
}

/**
 * PGlite in the shape of a `pg.Pool`, as far as BullMQ's Postgres back end uses one. There is one session: a
 * transaction of a checked-out client holds it from BEGIN to COMMIT or ROLLBACK, and everybody else waits.
 */
export function pglitePool(pglite: PGlite): EventEmitter {
  const pool = new EventEmitter()
  return Object.assign(pool, {
    options: { keepAlive: true },
    query: (text: string, values?: unknown[]) => run(pglite, text, values),
    connect: async () => checkOut(pglite),
    end: async () => {},
  })
}

function checkOut(pglite: PGlite) {
  const client = new EventEmitter()
  const unlisten: (() => Promise<void>)[] = []
  let transaction: { tx: Transaction; end: (commit: boolean) => Promise<void> } | undefined
  return Object.assign(client, {
    async query(text: string, values?: unknown[]): Promise<Result> {
      const command = text.replace(/\/\*[\s\S]*?\*\/|--.*$/gm, '').trim()
      const listen = /^LISTEN\s+"?(\w+)"?/i.exec(command)
      if (listen?.[1]) {
        const channel = listen[1]
        unlisten.push(await pglite.listen(channel, (payload) => client.emit('notification', { channel, payload })))
        return { rows: [], rowCount: 0 }
      }
      if (/^BEGIN\b/i.test(command)) transaction = await begin(pglite)
      else if (/^(COMMIT|ROLLBACK)\b/i.test(command) && transaction) {
        await transaction.end(/^COMMIT/i.test(command))
        transaction = undefined
      } else return run(transaction?.tx ?? pglite, text, values)
      return { rows: [], rowCount: 0 }
    },
    release() {
      client.removeAllListeners()
      for (const stop of unlisten.splice(0)) void stop()
    },
  })
}

async function begin(pglite: PGlite) {
  const started = deferred<Transaction>()
  const ended = deferred<boolean>()
  const whole = pglite.transaction(async (tx) => {
    started.resolve(tx)
    if (!(await ended.promise)) await tx.rollback()
  })
  whole.catch(started.reject)
  return {
    tx: await started.promise,
    async end(commit: boolean) {
      ended.resolve(commit)
      await whole
    },
  }
}

async function run(on: Pick<PGlite, 'query' | 'exec'>, text: string, values?: unknown[]): Promise<Result> {
  // Without values a text may hold several statements, as in pg's simple protocol.
  const result: Results<unknown> | undefined = values?.length
    ? await on.query(text, values)
    : (await on.exec(text)).at(-1)
  const rows = result?.rows ?? []
  return { rows, rowCount: result?.affectedRows || rows.length }
}

function deferred<T>() {
  let resolve!: (value: T) => void
  let reject!: (reason: unknown) => void
  const promise = new Promise<T>((yes, no) => {
    resolve = yes
    reject = no
  })
  return { promise, resolve, reject }
}
