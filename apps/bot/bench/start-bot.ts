import { freePort, run, until, type Running } from '../test/processes.ts'
import type { FakeApi } from './fake-api.ts'

/** Starts the bot in front of a fake API; `stops` gets what ends it. */
export async function startBot(
  program: 'embedded' | 'server',
  api: FakeApi,
  stops: (() => void)[],
  env: Record<string, string>,
): Promise<{ url: string; running: Running[] }> {
  const port = await freePort()
  const settings = {
    PORT: String(port),
    HOST: '127.0.0.1',
    LOG_LEVEL: 'warn',
    CHAT2DESK_API_URL: api.url,
    CHAT2DESK_API_TOKEN: 'token',
    CHAT2DESK_RATE_PER_SECOND: '0',
    OPERATOR_TOKEN: 'operator-token',
    ...env,
  }
  const running = [run(program, settings), ...(program === 'server' ? [run('worker', settings)] : [])]
  for (const one of running) stops.push(() => one.child.kill('SIGKILL'))
  const url = `http://127.0.0.1:${port}`
  await until('the bot', async () => (await fetch(`${url}/health`)).status === 200, running[0], 60_000)
  return { url, running }
}
