import { sql } from 'drizzle-orm'
import { call, json, rows } from '../postgres/call.ts'
import type { Database } from '../postgres/store.ts'
import {
  pulse,
  receiptsRecalled,
  type Acceptance,
  type Checkpoint,
  type Journal,
  type LedgerEntry,
  type Recalled,
} from './port.ts'

/**
 * A journal in Postgres, in tables that begin with `dialog_journal_`. The database is the host's, and so are the
 * migrations: let drizzle-kit see the exported tables and put the text of `journalFunctions` into a custom one, or call
 * `createJournalTables`.
 */
export function postgresJournal(db: Database): Journal {
  return {
    async accept(inputs) {
      const known = await call<{ n: number; done: boolean | null }[]>(
        db,
        sql`dialog_journal_accept(${numbered(inputs)})`,
      )
      const answers = inputs.map((): Acceptance => 'new')
      // One that another process is writing at this moment is not seen yet, and was not taken.
      for (const { n, done } of known) answers[n] = done ? 'taken' : 'open'
      return answers
    },

    async strike(inputs) {
      await db.execute(sql`delete from dialog_journal_input i using ${names(inputs)}
        where i.conversation = g.conversation and i.id = g.id and not i.done`)
    },

    async close(inputs) {
      await db.execute(sql`update dialog_journal_input i set done = true from ${names(inputs)}
        where i.conversation = g.conversation and i.id = g.id and not i.done`)
    },

    async reopen({ conversation, id, order, body, at }) {
      await db.execute(sql`insert into dialog_journal_input (conversation, id, sort_order, body, at)
        values (${conversation}, ${id}, ${order}, ${body}, ${at})
        on conflict (conversation, id) do update
          set sort_order = excluded.sort_order, body = excluded.body, at = excluded.at, done = false`)
    },

    async record(commits) {
      const given = commits.map(({ effects, ...commit }) => ({
        ...commit,
        effect_ids: effects.map(({ id }) => id),
        effect_bodies: effects.map(({ body }) => body),
      }))
      const answers = await call<
        { n: number; before: number | null; written: boolean; settled: LedgerEntry[] | null }[]
      >(db, sql`dialog_journal_record(${numbered(given)})`)
      answers.sort((a, b) => a.n - b.n)
      return answers.map(({ before, written, settled }) => ({ before: before ?? 0, written, settled: settled ?? [] }))
    },

    async join(commits) {
      const given = commits.map(({ conversation, inputs, effects, at, lastOrder }) => ({
        conversation,
        inputs,
        at,
        lastOrder,
        effects,
      }))
      await db.execute(sql`with given as (
          select * from json_to_recordset(${numbered(given)}::json) as g (
            conversation text, inputs text[], at double precision, "lastOrder" double precision, effects json)
        ), missing as (
          select g.conversation, max(g."lastOrder") as last_order,
            coalesce(array_agg(e.id order by e.n) filter (where e.id <> all (c.effect_ids)), '{}') as ids,
            coalesce(array_agg(e.body order by e.n) filter (where e.id <> all (c.effect_ids)), '{}') as bodies
          from given g join dialog_journal_checkpoint c using (conversation)
            left join lateral (
              select value->>'id' as id, value->>'body' as body, ordinality as n
              from json_array_elements(g.effects) with ordinality
            ) e on true
          where c.snapshot <> ''
          group by g.conversation
        ), joined as (
          update dialog_journal_checkpoint c
          set last_order = greatest(c.last_order, m.last_order), effect_ids = c.effect_ids || m.ids,
            effect_bodies = c.effect_bodies || m.bodies
          from missing m where m.conversation = c.conversation
        )
        insert into dialog_journal_input (conversation, id, body, at, done)
        select g.conversation, i.id, '', min(g.at), true from given g, unnest(g.inputs) as i (id)
        group by 1, 2 order by 1, 2
        on conflict (conversation, id) do update set done = true`)
    },

    async raise(conversation, rev) {
      await db.execute(sql`update dialog_journal_checkpoint set rev = greatest(rev, ${rev}::integer)
        where conversation = ${conversation}`)
    },

    async settle(effects) {
      await call(db, sql`dialog_journal_settle(${numbered(effects)})`)
    },

    async settled(effects) {
      const found = await rows<{ n: number; entry: LedgerEntry }>(
        db,
        sql`select g.n, ${entry} as entry
          from json_to_recordset(${numbered(effects)}::json) as g (n integer, conversation text, id text)
          join dialog_journal_effect e using (conversation, id)`,
      )
      const known = new Map(found.map(({ n, entry: its }) => [n, its]))
      return effects.map((_, n) => known.get(n))
    },

    async unsettle(conversation, { id, body }) {
      await db.execute(sql`with gone as (
          delete from dialog_journal_effect where conversation = ${conversation} and id = ${id}
        )
        update dialog_journal_checkpoint
        set effect_ids = effect_ids || ${id}::text, effect_bodies = effect_bodies || ${body}::text
        where conversation = ${conversation} and ${id}::text <> all (effect_ids) and snapshot <> ''`)
    },

    async recall(conversations) {
      const found = await rows<{ n: number; recalled: FoundConversation }>(
        db,
        sql`select g.n, json_build_object(
            'checkpoint', case when c.snapshot <> '' then json_build_object('rev', c.rev, 'snapshot', c.snapshot,
              'lineage', c.lineage, 'lastOrder', c.last_order, 'nextTimerAt', c.next_timer_at, 'ttlMs', c.ttl_ms,
              'expiresAt', c.expires_at, 'at', c.at) end,
            'ids', c.effect_ids, 'bodies', c.effect_bodies,
            'ledger', (select json_agg(${entry}) from dialog_journal_effect e
              where e.conversation = g.conversation and e.id = any (c.effect_ids)),
            'receipts', (select json_agg(receipt order by at) from (
              select receipt, at from dialog_journal_effect
              where conversation = g.conversation and receipt is not null order by at desc limit ${receiptsRecalled}
            ) as latest),
            'open', (select json_agg(json_build_object('id', id, 'order', sort_order, 'body', body, 'at', at) order by at)
              from dialog_journal_input where conversation = g.conversation and not done),
            'taken', (select json_agg(id) from dialog_journal_input where conversation = g.conversation and done)
          ) as recalled
          from json_to_recordset(${numbered(conversations.map((conversation) => ({ conversation })))}::json)
            as g (n integer, conversation text)
          left join dialog_journal_checkpoint c using (conversation)`,
      )
      const known = new Map(found.map(({ n, recalled }) => [n, recalled]))
      return conversations.map((conversation, n) => recalledOf(conversation, known.get(n)))
    },

    async committed(since, limit, after) {
      const found = await rows<{ name: string }>(
        db,
        sql`select conversation as name from dialog_journal_checkpoint
          where conversation collate "C" > ${after} and at >= ${since} and snapshot <> '' and conversation <> ${pulse}
          order by conversation collate "C" limit ${limit}`,
      )
      return found.map(({ name }) => name)
    },

    async unfinished(before, limit, after) {
      const found = await rows<{ name: string }>(
        db,
        sql`select distinct conversation collate "C" as name from dialog_journal_input
          where not done and at < ${before} and conversation collate "C" > ${after} order by 1 limit ${limit}`,
      )
      return found.map(({ name }) => name)
    },

    async pulse() {
      const [found] = await rows<{ rev: number; at: number }>(
        db,
        sql`select rev, at from dialog_journal_checkpoint where conversation = ${pulse}`,
      )
      return found ?? { rev: 0, at: 0 }
    },

    async beat(rev, at) {
      await db.execute(sql`insert into dialog_journal_checkpoint as c (conversation, rev, snapshot, lineage, last_order,
          ttl_ms, expires_at, at) values (${pulse}, ${rev}, '', '', 0, 0, 'infinity', ${at})
        on conflict (conversation) do update set rev = excluded.rev, at = excluded.at where c.rev < excluded.rev`)
    },

    async erase(conversation, rev, until) {
      await db.execute(sql`with effects as (
          delete from dialog_journal_effect where conversation = ${conversation}
        ), checkpoint as (
          insert into dialog_journal_checkpoint as c (conversation, rev, snapshot, lineage, last_order, ttl_ms,
            expires_at, at) values (${conversation}, ${rev}, '', '', 0, 0, ${until}, 0)
          on conflict (conversation) do update set rev = greatest(c.rev, excluded.rev), snapshot = '', lineage = '',
            last_order = 0, next_timer_at = null, expires_at = ${until}, effect_ids = '{}', effect_bodies = '{}'
        )
        update dialog_journal_input set body = '', done = true where conversation = ${conversation}`)
    },

    async forget(now, before) {
      await db.execute(sql`delete from dialog_journal_input where done and at < ${before}`)
      await db.execute(sql`delete from dialog_journal_checkpoint c where expires_at <= ${now} and (at < ${before} or
        not exists (select from unnest(c.effect_ids) as pending (id) where not exists (
          select from dialog_journal_effect e where e.conversation = c.conversation and e.id = pending.id)))`)
      await db.execute(sql`delete from dialog_journal_effect e where at < ${before} and not exists (
        select from dialog_journal_checkpoint c where c.conversation = e.conversation and e.id = any (c.effect_ids))`)
    },
  }
}

interface FoundConversation {
  checkpoint: Checkpoint | null
  ids: string[] | null
  bodies: string[] | null
  ledger: LedgerEntry[] | null
  receipts: string[] | null
  open: { id: string; order: number | null; body: string; at: number }[] | null
  taken: string[] | null
}

const entry = sql`json_build_object('id', e.id, 'hash', e.hash, 'receipt', e.receipt, 'buried', e.letter is not null)`

const names = (inputs: readonly { conversation: string; id: string }[]) =>
  sql`json_to_recordset(${numbered(inputs.map(({ conversation, id }) => ({ conversation, id })))}::json)
    as g (conversation text, id text)`

function recalledOf(conversation: string, found: FoundConversation | undefined): Recalled {
  const { checkpoint = null, ids, bodies, ledger, receipts, open, taken } = found ?? {}
  return {
    conversation,
    checkpoint,
    effects: (ids ?? []).map((id, i) => ({ id, body: bodies?.[i] ?? '' })),
    ledger: ledger ?? [],
    receipts: receipts ?? [],
    open: (open ?? []).map(({ id, order, body, at }) => ({ id, body, at, ...(order !== null && { order }) })),
    taken: taken ?? [],
  }
}

const numbered = (values: readonly object[]) => json(values.map((value, n) => ({ n, ...value })))
