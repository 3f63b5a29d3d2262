import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { startSandbox, type RunningSandbox } from '@shoro/chat2desk/sandbox'
import { Redis } from 'ioredis'
import postgres from 'postgres'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { freePort, run, until, type Running } from './processes.ts'
import { find, privatePostgres, type PrivateServer } from './servers.ts'
import { inbox } from './stage.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const psql = find('psql')
const passwords = { REDIS_PASSWORD: 'bot $"\' redis', DATABASE_OWNER_PASSWORD: "owner's", DATABASE_PASSWORD: 'bot' }

describe.skipIf(!psql || !find('redis-server') || !find('postgres'))(
  'with the rights that docker-compose.yml gives',
  () => {
    const folder = mkdtempSync(join(tmpdir(), 'shoro-rights-'))
    let redisServer: ChildProcess
    let redisPort: number
    let database: PrivateServer
    let sandbox: RunningSandbox
    let env: Record<string, string>
    const running: Running[] = []
    const as = (role: string) => {
      const url = new URL(database.url)
      url.username = role
      return url.href
    }
    const start = (program: 'server' | 'worker' | 'migrate', over: Record<string, string> = {}) => {
      const started = run(program, { ...env, ...over })
      running.push(started)
      return started
    }
    const exitOf = (started: Running) => new Promise((resolve) => started.child.once('exit', resolve))

    beforeAll(async () => {
      redisPort = await freePort()
      const settings = ['--port', String(redisPort), '--bind', '127.0.0.1', '--dir', folder]
      redisServer = spawn('sh', [join(root, 'docker/redis.sh'), ...settings], {
        env: { PATH: process.env['PATH'] ?? '', ...passwords },
        stdio: 'ignore',
      })
      database = (await privatePostgres()) as PrivateServer
      await database.start()
      execFileSync(
        psql ?? '',
        ['-v', 'ON_ERROR_STOP=1', '--no-psqlrc', '-f', join(root, 'docker/postgres.sql'), database.url],
        {
          env: { PATH: process.env['PATH'] ?? '', ...passwords },
          stdio: ['ignore', 'ignore', 'inherit'],
        },
      )
      const port = await freePort()
      sandbox = await startSandbox({ webhookUrl: `http://127.0.0.1:${port}/webhook/chat2desk`, adoptClients: true })
      env = {
        HOST: '127.0.0.1',
        PORT: String(port),
        MIGRATE: 'off',
        REDIS_HOST: '127.0.0.1',
        REDIS_PORT: String(redisPort),
        REDIS_USER: 'shoro',
        REDIS_PASSWORD: passwords.REDIS_PASSWORD,
        DATABASE_URL: as('shoro'),
        CHAT2DESK_API_URL: sandbox.url,
        CHAT2DESK_API_TOKEN: 'sandbox-token',
        CHAT2DESK_OPERATOR_ID: '228522',
      }
    })
    afterAll(async () => {
      await Promise.all(running.map((started) => started.stop('SIGKILL')))
      await sandbox.close()
      redisServer.kill('SIGKILL')
      database.remove()
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
    })

    it('a process that may not make tables says who can', async () => {
      const server = start('server')
      expect(await exitOf(server)).toBe(1)
      expect(server.output()).toContain('Run `pnpm db:migrate` with a role that may change them')
    })

    it('the owner makes the tables, and an order goes through server and worker', { timeout: 60_000 }, async () => {
      const migrate = start('migrate', { DATABASE_OWNER_PASSWORD: passwords.DATABASE_OWNER_PASSWORD })
      expect(await exitOf(migrate), migrate.output()).toBe(0)
      const server = start('server')
      const worker = start('worker')
      const url = `http://127.0.0.1:${env['PORT']}`
      await until('the server', async () => (await fetch(`${url}/health`)).status === 200, server)
      const client = '776000001'
      for (const text of ['2 бутыли на Токтогула 125 кв 4, тел 0555123456', 'да', 'спасибо']) {
        const before = sandbox.messagesTo(client).length
        const answer = await fetch(`${url}/webhook/chat2desk`, {
          method: 'POST',
          body: JSON.stringify(inbox(client, text)),
        })
        expect(answer.status).toBe(200)
        await until(`an answer to "${text}"`, () => sandbox.messagesTo(client).length > before, worker)
      }
      expect(sandbox.messagesTo(client).some(({ text }) => /Заказ № \d+ принят/.test(text ?? ''))).toBe(true)
      const owner = postgres(as('shoro_owner'), { max: 1 })
      expect((await owner`select count(*)::int as n from orders`)[0]?.['n']).toBe(1)
      await until('the position', async () => (await owner`select * from intake_position`).length === 1)
      await owner.end()
      for (const { output } of [server, worker])
        expect(output()).not.toMatch(/NOPERM|permission denied|"level":"error"/)
    })

    it.each([
      ['create table x (n int)'],
      ['create temporary table x (n int)'],
      ['create schema x'],
      ['drop table orders'],
      ['alter table orders add column x int'],
      ['truncate orders'],
      ['create or replace function x() returns int language sql as $$ select 1 $$'],
      ["insert into drizzle.__drizzle_migrations (hash, created_at) values ('x', 1)"],
      ['create role x'],
      ["copy orders to program 'cat'"],
    ])('the bot may not: %s', async (statement) => {
      const sql = postgres(as('shoro'), { max: 1, onnotice: () => {} })
      await expect(sql.unsafe(statement)).rejects.toThrow(/permission denied|must be (owner|superuser)/)
      await sql.end()
    })

    it.each([
      [['flushall']],
      [['flushdb']],
      [['config', 'get', '*']],
      [['config', 'set', 'dir', '/']],
      [['keys', '*']],
      [['shutdown']],
      [['debug', 'sleep', '0']],
      [['replicaof', '127.0.0.1', '1']],
      [['module', 'list']],
      [['acl', 'list']],
      [['client', 'kill', 'type', 'normal']],
      [['script', 'flush']],
      [['function', 'flush']],
      [['set', 'other', '1']],
      [['get', 'other']],
      [['eval', "return redis.call('flushall')", '0']],
      [['eval', "return redis.call('get', 'other')", '0']],
    ])('the bot may not: %j', async ([command = '', ...args]) => {
      const redis = new Redis({
        host: '127.0.0.1',
        port: redisPort,
        username: 'shoro',
        password: passwords.REDIS_PASSWORD,
      })
      await expect(redis.call(command, ...args)).rejects.toThrow(/NOPERM|not allowed|can't (run|access)/)
      redis.disconnect()
    })

    it('the bot may ask Redis for the time, which all processes follow', async () => {
      const redis = new Redis({
        host: '127.0.0.1',
        port: redisPort,
        username: 'shoro',
        password: passwords.REDIS_PASSWORD,
      })
      expect(await redis.time()).toHaveLength(2)
      redis.disconnect()
    })

    it('nobody is let in without a password', async () => {
      const redis = new Redis({ host: '127.0.0.1', port: redisPort, lazyConnect: true, retryStrategy: () => null })
      redis.on('error', () => {})
      await expect(redis.connect().then(() => redis.ping())).rejects.toThrow(/NOAUTH|closed/i)
      redis.disconnect()
    })

    it('docker-compose.yml mounts the files that were used here', () => {
      const compose = readFileSync(join(root, 'docker-compose.yml'), 'utf8')
      for (const file of ['docker/redis.sh', 'docker/postgres.sql']) expect(compose).toContain(`./${file}:`)
    })
  },
)
