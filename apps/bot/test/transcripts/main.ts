import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { playOrderTranscript, type Outcome } from '@shoro/dialog/testing'
import type { Database } from '../../src/database/database.ts'
import { openEmbedded } from '../../src/database/embedded.ts'
import { transcripts } from './files.ts'
import { playLive, whyNotLive } from './live.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { live: { type: 'boolean', default: false }, record: { type: 'boolean', default: false } },
})
const found = transcripts(positionals)
if (found.length === 0) {
  console.error(`Cannot play: no transcript's path holds ${positionals.join(' or ')}.`)
  process.exit(1)
}
let failed = 0
let skipped = 0

const report = (name: string, { ok, diff }: Outcome) => {
  console.log(`${ok ? '✓' : '✗'} ${name}`)
  if (ok) return
  failed += 1
  console.log(diff.replace(/^/gm, '    '))
}

const live = async (name: string, text: string, db: Database) => {
  const reason = whyNotLive(text)
  if (reason === undefined) return report(name, await playLive(text, db))
  skipped += 1
  console.log(`!!! SKIPPED ${name}: ${reason}`)
}

const folder = values.live ? mkdtempSync(join(tmpdir(), 'shoro-transcripts-')) : undefined
const database = folder === undefined ? undefined : await openEmbedded(folder)
await database?.migrate()
for (const { name, path } of found) {
  const text = readFileSync(path, 'utf8')
  if (database) await live(name, text, database.db)
  else if (!values.record) report(name, playOrderTranscript(text))
  else {
    const { record } = playOrderTranscript(text)
    writeFileSync(path, withRemarks(text, record))
    console.log(`${name}\n${record}`)
  }
}
await database?.close()
if (folder !== undefined) rmSync(folder, { recursive: true, force: true })
console.log(
  `${found.length - failed - skipped} of ${found.length} went as written${skipped ? `, ${skipped} skipped` : ''}.`,
)
process.exit(failed > 0 ? 1 : 0)

/** The remarks at the head of a transcript stay. */
function withRemarks(old: string, record: string): string {
  const head = /^(?:\s*\/\/.*\n)*/.exec(old)?.[0] ?? ''
  return `${head}${head ? '\n' : ''}${record}`
}
