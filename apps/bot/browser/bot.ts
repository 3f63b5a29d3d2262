import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort, run, until } from '../test/processes.ts'

export interface StartedBot {
  /** Of the playground's page. */
  url: string
  /** Kills the process and starts another one on the same data. */
  restart(): Promise<void>
  stop(): Promise<void>
}

/** A bot that runs already, which is left alone. */
export function runningBot(url: string): Pick<StartedBot, 'url' | 'stop'> {
  return { url, stop: async () => {} }
}

/** `pnpm start` on a port and in a data folder of its own. */
export async function startBot(): Promise<StartedBot> {
  const port = await freePort()
  const folder = mkdtempSync(join(tmpdir(), 'shoro-playground-'))
  const url = `http://127.0.0.1:${port}/playground`
  const start = async () => {
    const running = run('embedded', {
      HOST: '127.0.0.1',
      PORT: String(port),
      DATA_DIR: folder,
      LOG_LEVEL: 'warn',
      // Reminders come at any hour.
      QUIET_FROM: '0:00',
      QUIET_TO: '0:00',
    })
    await until('the playground', async () => (await fetch(url)).ok, running, 60_000)
    return running
  }
  let running = await start()
  return {
    url,
    async restart() {
      await running.stop('SIGKILL')
      running = await start()
    },
    async stop() {
      await running.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
