import { setTimeout as sleep } from 'node:timers/promises'
import postgres from 'postgres'
import type { Case } from '../case.ts'
import type { Stage } from '../stage.ts'

const places = 40

export default {
  id: 'F19',
  title: 'PostgreSQL has no connection left, then a lock, then a full disk',
  // What is waited for is told at this level.
  setting: { env: { LOG_LEVEL: 'info' } },
  async run(stage) {
    const { servers, sandbox } = stage
    await servers.postgres.kill()
    await servers.postgres.start({ max_connections: String(places) })
    let talking = true
    const crowds = (async () => {
      while (talking) await stage.crowd(8, { patienceMs: 1_500 })
    })()
    const answersDuring = async (ms: number) => {
      const from = Date.now()
      const answers = () => sandbox.apiCalls().filter(({ method, at }) => method === 'POST' && at > from + 1_000).length
      await sleep(ms)
      // Those who talk may all be at their last line, whose answer comes after the order is in.
      await stage.until('an answer', () => answers() > 0)
      return answers()
    }
    const release = await takeEveryConnection(stage)
    const withoutConnection = await answersDuring(6_000)
    await release()

    let withLock = 0
    await stage.sql.begin(async (sql) => {
      await sql`lock table orders in access exclusive mode`
      withLock = await answersDuring(10_000)
    })

    // No disk of this machine may be filled: the table says what PostgreSQL says then.
    await stage.sql.unsafe(`
      create sequence refusals;
      create function refuse() returns trigger language plpgsql as $$
        begin perform nextval('refusals'); raise exception 'no space left on device' using errcode = '53100'; end $$;
      create trigger refuse before insert on orders for each row execute function refuse();`)
    const withoutDisk = await answersDuring(6_000)
    await stage.sql`drop trigger refuse on orders`
    const [{ refusals } = { refusals: 0 }] = await stage.sql`select last_value::int as refusals from refusals`
    talking = false
    await crowds
    return {
      faults: {
        'connections refused': stage.logged('code 53300').length,
        'answers without a connection': withoutConnection,
        'answers with the lock': withLock,
        'orders refused': refusals as number,
        'answers with the full disk': withoutDisk,
      },
    }
  },
} satisfies Case

/** Takes also those that the bot has. */
async function takeEveryConnection({ settings, sql }: Stage): Promise<() => Promise<unknown>> {
  const taken: postgres.Sql[] = []
  for (let others = true; others;) {
    const one = postgres(settings.databaseUrl, {
      max: 1,
      connection: { application_name: 'greedy' },
      onnotice: () => {},
    })
    taken.push(one)
    if (
      await one`select 1`.then(
        () => false,
        () => true,
      )
    )
      await sql`
        select pg_terminate_backend(pid) from pg_stat_activity
        where application_name <> 'greedy' and backend_type = 'client backend' and pid <> pg_backend_pid()`
    const [rest] = await sql`
      select 1 from pg_stat_activity
      where application_name <> 'greedy' and backend_type = 'client backend' and pid <> pg_backend_pid()`
    others = taken.length < places || rest !== undefined
  }
  return () => Promise.all(taken.map((one) => one.end({ timeout: 1 })))
}
