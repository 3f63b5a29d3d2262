import { mkdtempSync, rmSync } from 'node:fs'
import { cpus, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { gunzipSync } from 'node:zlib'
import type { FeedEntry } from '../src/playground/contract.ts'
import { freePort, run, until } from '../test/processes.ts'
import { visitor } from '../test/visitor.ts'
import { percentile } from './load.ts'

/** How long a visitor of the playground waits for an answer, and how much the page weighs. `--messages 200` sets how many. */
const { values: flags } = parseArgs({ options: { messages: { type: 'string', default: '100' } } })
const rounds = Math.ceil(Number(flags.messages) / 4)
const dialog = ['Токтогула 125 кв 4', '0555 123 456', '2 бутыли', 'да']

const folder = mkdtempSync(join(tmpdir(), 'shoro-bench-'))
const port = await freePort()
const origin = `http://127.0.0.1:${port}`
const bot = run('embedded', { PORT: String(port), HOST: '127.0.0.1', DATA_DIR: folder, LOG_LEVEL: 'warn' })
try {
  await until('the bot', async () => (await fetch(`${origin}/health`)).ok, bot, 120_000)
  const started = performance.now()
  await (await fetch(`${origin}/playground`)).text()
  const firstPageMs = performance.now() - started
  const page = await weigh()

  const guest = visitor(origin)
  const feed = await guest.follow()
  const answerTo = (entry: FeedEntry, id: string) =>
    entry.type === 'chat' && entry.conversation === id && entry.message.from === 'bot'
  const waits: number[] = []
  for (let round = 0; round < rounds; round++) {
    const { id } = await guest.arrive()
    for (const text of dialog) {
      const answers = () => feed.entries.filter((entry) => answerTo(entry, id)).length
      const before = answers()
      const asked = performance.now()
      await guest.write(id, { text })
      while (answers() === before) {
        if (performance.now() - asked > 30_000) throw new Error(`Cannot measure: nothing came to "${text}"`)
        await new Promise((resolve) => setImmediate(resolve))
      }
      waits.push(performance.now() - asked)
      await guest.reaches(id, stateAfter(text))
    }
  }
  await feed.close()
  waits.sort((a, b) => a - b)
  const ms = (value: number) => `${value.toFixed(0)} ms`
  process.stdout.write(`
${waits.length} messages, one after the other; ${cpus().length} cores, load ${loadavg()[0]?.toFixed(1)}

POST of a message → answer in the feed   median ${ms(percentile(waits, 0.5))}, 95 % ${ms(percentile(waits, 0.95))}, most ${ms(waits.at(-1) ?? 0)}
first response of the page               ${ms(firstPageMs)} for the first visitor, then ${ms(page.againMs)}
the whole page                           ${page.files} files, ${kb(page.packed)} packed, ${kb(page.plain)} plain
`)
} finally {
  await bot.stop('SIGKILL')
  rmSync(folder, { recursive: true, force: true })
}

function stateAfter(text: string): string {
  return ['ordering.waitingPhone', 'ordering.waitingBottles', 'ordering.waitingConfirmation', 'placed'][
    dialog.indexOf(text)
  ] as string
}

/** Loads the page as a browser does: the document, what it names, what that imports, and the flow. */
async function weigh() {
  const { request } = await import('node:http')
  const load = (path: string) =>
    new Promise<{ bytes: Buffer; text: string }>((resolve, reject) => {
      const sent = request(`${origin}${path}`, { headers: { 'accept-encoding': 'gzip' } }, (response) => {
        const chunks: Buffer[] = []
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        response.once('end', () => {
          const bytes = Buffer.concat(chunks)
          const packed = response.headers['content-encoding'] === 'gzip'
          resolve({ bytes, text: (packed ? gunzipSync(bytes) : bytes).toString() })
        })
      })
      sent.once('error', reject)
      sent.end()
    })
  const seen = new Map<string, { packed: number; plain: number }>()
  const visit = async (path: string): Promise<void> => {
    if (seen.has(path)) return
    seen.set(path, { packed: 0, plain: 0 })
    const { bytes, text } = await load(path)
    seen.set(path, { packed: bytes.length, plain: Buffer.byteLength(text) })
    const named = path === '/playground' ? /(?:src|href)="([^"]+)"/g : /(?:from|import)\s*["']([./][^"']*)["']/g
    if (/playground$|\.(?:ts|js)$/.test(path))
      for (const [, to = ''] of text.matchAll(named)) await visit(new URL(to, `${origin}${path}`).pathname)
  }
  await visit('/playground')
  await visit('/playground/api/flow')
  const started = performance.now()
  await load('/playground')
  const sizes = [...seen.values()]
  const sum = (of: 'packed' | 'plain') => sizes.reduce((total, size) => total + size[of], 0)
  return { files: seen.size, packed: sum('packed'), plain: sum('plain'), againMs: performance.now() - started }
}

function kb(bytes: number): string {
  return `${(bytes / 1024).toFixed(0)} KB`
}
