import { execFile } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it, vi } from 'vitest'
import { check } from './check.ts'
import { kiosk } from '../../test/kiosk.ts'
import { playTranscript } from '../testing/transcript.ts'

const root = fileURLToPath(new URL('../../../..', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'dialog-'))
afterAll(() => rmSync(folder, { recursive: true }))

interface Ended {
  code: number
  out: string
  err: string
}

/** Runs the command as `pnpm dialog` does, in a process of its own. */
function dialog(args: string[], input = ''): Promise<Ended> {
  return new Promise((resolve) => {
    const command = ['--import', 'tsx', 'packages/dialog/src/cli/main.ts', ...args]
    const child = execFile(process.execPath, command, { cwd: root, timeout: 60_000 }, (error, out, err) =>
      resolve({ code: error ? Number(error.code ?? -1) : 0, out, err }),
    )
    child.stdin?.end(input)
  })
}

describe('dialog', () => {
  it('says what is wrong with what it was asked', async () => {
    const command = await dialog(['chatt'])
    expect(command.code).toBe(2)
    expect(command.err).toContain('Cannot run "chatt": there is no such command')
    expect(command.err).toContain('check     prove that a flow keeps its promises')
    const flow = await dialog(['chat', 'packages/dialog/src/flow/hash.ts'])
    expect(flow.code).toBe(2)
    expect(flow.err).toBe('Cannot load flow: packages/dialog/src/flow/hash.ts exports none\n')
  })
})

describe('dialog chat', () => {
  it('takes an order through a pipe, and shows what is done to the world', async () => {
    const lines = ['2 на Токтогула 125 кв 4', '/why', '0555 123 456', 'нет', '/back', 'да', '/state', '/feed {x']
    const { code, out } = await dialog(['chat', '--at', '2026-01-05T10:00+06:00'], `${lines.join('\n')}\n`)
    expect(code).toBe(0)
    expect(out).toMatch(/> 2 на Токтогула 125 кв 4\n.*позвонить курьеру/s)
    expect(out).toContain('user.provide {"address":"Токтогула 125 кв 4","bottles":2}')
    expect(out).toMatch(/> \/back\nordering\.waitingConfirmation \(active, ru\)/)
    expect(out).toMatch(/> да\n {2}→ placeOrder \{.*"bottles":2\}\n {2}← order\.placed \{"number":1\}\n/)
    expect(out).toContain('placed (active, ru)')
    expect(out).toContain('! Cannot feed {x: write it as')
  })
})

describe('dialog check', () => {
  it('finds nothing wrong with the order flow', async () => {
    const { code, out, err } = await dialog(['check'])
    expect([code, err], out).toEqual([0, ''])
    expect(out.match(/^✓/gm)).toHaveLength(7)
    expect(out).not.toMatch(/^[✗–]/m)
  }, 60_000)

  it('tells what a flow breaks, with a transcript', async () => {
    const rule = ['--rule', 'packages/dialog/test/few-states.ts#fewStates', '--source', 'packages/dialog/test/kiosk.ts']
    const { code, out } = await dialog(['check', 'packages/dialog/test/broken/order-by-a-timer.ts', ...rule])
    expect(code).toBe(1)
    expect(out).toContain('✗ a flow has few states\n    kiosk has 7, and its source ')
    expect(out).toContain('✗ what must be confirmed or asked for happens then only')
    expect(out).toContain('      #wait 90s\n      #silence\n      #state placing\n')
  })

  it.each([
    ['unknown-delay', 'kiosk.asking waits for "sooon", which delays do not name'],
    ['unknown-names', 'kiosk.asking on user.tea names the guard "isOpen", which nobody implements'],
    ['star', 'kiosk.asking listens to "*", which swallows timers'],
    ['function-in-the-config', 'kiosk.states.asking.on.user.tea.guard is a function'],
    ['phrase-of-one-language', 'phrases.ru lacks "sure"'],
  ])('finds what keeps %s from being defined', async (name, problem) => {
    const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true)
    const code = await check.run([fileURLToPath(new URL(`../../test/broken/${name}.ts`, import.meta.url))])
    const printed = write.mock.calls.flat().join('')
    write.mockRestore()
    expect(code).toBe(1)
    expect(printed).toMatch(/^✗ the flow can be defined\n/)
    expect(printed).toContain(`    ${problem}`)
  })
})

describe('dialog paths', () => {
  it('writes a transcript that plays for every edge', async () => {
    const { out } = await dialog(['paths', 'packages/dialog/test/kiosk.ts', '--export', 'kiosk', '--out', folder])
    const files = readdirSync(folder)
    expect(out).toBe(`${files.length} transcripts in ${folder}\n`)
    expect(files).toContain('placing--tea.refused--person.transcript')
    const flow = kiosk()
    for (const file of files) {
      const text = readFileSync(join(folder, file), 'utf8')
      expect(playTranscript(flow, text, { everyReply: true }).diff, file).not.toMatch(/^[-+]/m)
    }
  })
})
