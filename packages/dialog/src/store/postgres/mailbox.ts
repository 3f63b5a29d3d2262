import { and, asc, eq, lte, ne, sql } from 'drizzle-orm'
import type { Appended, Loaded, NewInput, StoreOptions } from '../port.ts'
import { blank, lock, lockOrCreate, write } from './conversation.ts'
import type { Database } from './store.ts'
import { conversations, inputs, seenInputs } from './tables.ts'

export function append(
  db: Database,
  { seenTtlMs, capacity, graceMs }: Required<StoreOptions>,
  conversation: string,
  { id, order, body }: NewInput,
  now: number,
): Promise<Appended> {
  return db.transaction(async (tx) => {
    const row = await lockOrCreate(tx, conversation, now)
    if (!row) throw new Error(`Cannot append to ${conversation}: no row came back`)
    const forgotten = now - seenTtlMs
    if (row.mailbox >= capacity) {
      const mine = and(eq(seenInputs.conversation, conversation), eq(seenInputs.id, id))
      const [seen] = await tx.select({ at: seenInputs.at }).from(seenInputs).where(mine)
      return seen && seen.at > forgotten ? 'duplicate' : 'full'
    }
    const fresh = await tx
      .insert(seenInputs)
      .values({ conversation, id, at: now })
      .onConflictDoUpdate({
        target: [seenInputs.conversation, seenInputs.id],
        set: { at: now },
        setWhere: lte(seenInputs.at, forgotten),
      })
      .returning({ id: seenInputs.id })
    if (fresh.length === 0) return 'duplicate'

    const before = row.expiresAt !== null && row.expiresAt <= now ? { ...row, ...blank } : row
    const mailbox = eq(inputs.conversation, conversation)
    const last = tx
      .select({ order: sql`max(${inputs.order})` })
      .from(inputs)
      .where(mailbox)
    const behind = sql`greatest(${before.lastOrder}::double precision, (${last})) + 1`
    const put = tx.$with('put').as(
      tx
        .insert(inputs)
        .values({ conversation, id, order: order ?? behind, body })
        .onConflictDoUpdate({
          target: [inputs.conversation, inputs.id],
          set: { order: sql`excluded.sort_order`, body },
        }),
    )
    const change = {
      ...(before === row ? {} : blank),
      mailbox: sql`(${others(tx, conversation, id)}) + 1`,
      mailboxWake: sql`coalesce(${conversations.mailboxWake}, ${now + graceMs})`,
      expiresAt: null,
    }
    await tx.with(put).update(conversations).set(change).where(eq(conversations.id, conversation))
    return 'appended'
  })
}

/** Counted, not added up: an id that was forgotten while it waits takes its own place again. */
const others = (tx: Database, conversation: string, id: string) =>
  tx
    .select({ count: sql`count(*)` })
    .from(inputs)
    .where(and(eq(inputs.conversation, conversation), ne(inputs.id, id)))

export function load(db: Database, conversation: string, limit: number): Promise<Loaded> {
  return db.transaction(async (tx) => {
    const row = await lock(tx, conversation)
    if (!row) return { rev: 0, snapshot: null, inputs: [], starts: 0, outbox: 0 }
    const { rev, snapshot, outbox, lastOrder } = row
    const found =
      row.mailbox === 0
        ? []
        : await tx
            .select({ id: inputs.id, body: inputs.body, order: inputs.order })
            .from(inputs)
            .where(eq(inputs.conversation, conversation))
            .orderBy(asc(inputs.order), sql`${inputs.id} collate "C"`)
            .limit(limit)
    const firstInput = found[0]?.id
    if (firstInput === undefined) {
      if (row.mailboxWake !== null) await write(tx, conversation, { mailboxWake: null })
      return { rev, snapshot, inputs: [], starts: 0, outbox }
    }
    const starts = row.firstInput === firstInput ? row.starts + 1 : 1
    await write(tx, conversation, { firstInput, starts })
    return {
      rev,
      snapshot,
      inputs: found.map((input) => ({ ...input, late: input.order < lastOrder })),
      starts,
      outbox,
    }
  })
}
