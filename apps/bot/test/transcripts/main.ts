import { readFileSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { playOrderTranscript, type Outcome } from '@shoro/dialog/testing'
import { transcripts } from './files.ts'

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

for (const { name, path } of found) {
  const text = readFileSync(path, 'utf8')
  const outcome = playOrderTranscript(text)
  if (!values.record) report(name, outcome)
  else {
    writeFileSync(path, withRemarks(text, outcome.record))
    console.log(`${name}\n${outcome.record}`)
  }
}
console.log(
  `${found.length - failed - skipped} of ${found.length} went as written${skipped ? `, ${skipped} skipped` : ''}.`,
)
process.exit(failed > 0 ? 1 : 0)

/** The remarks at the head of a transcript stay. */
function withRemarks(old: string, record: string): string {
  const head = /^(?:\s*\/\/.*\n)*/.exec(old)?.[0] ?? ''
  return `${head}${head ? '\n' : ''}${record}`
}
