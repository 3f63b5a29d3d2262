import { execFileSync } from 'node:child_process'
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it, vi } from 'vitest'
import { orderMachine } from '../order/machine.ts'
import type { Command } from './command.ts'
import { diagram } from './diagram.ts'
import { exportFlow } from './export.ts'

const flow = fileURLToPath(new URL('../order/index.ts', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'dialog-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** Runs a command and gives its exit code and what it printed. */
async function run(command: Command, ...args: string[]): Promise<{ code: number; out: string }> {
  const printed: string[] = []
  const write = vi.spyOn(process.stdout, 'write').mockImplementation((text) => printed.push(String(text)) > 0)
  try {
    const code = await command.run([flow, ...args])
    return { code, out: printed.join('') }
  } finally {
    write.mockRestore()
  }
}

describe.each([
  ['dialog export', exportFlow, ['order.machine.json', 'order.stately.ts'], []],
  ['dialog diagram', diagram, ['order.svg', 'order.mmd', 'FLOW.md'], ['--doc', join(folder, 'FLOW.md')]],
] as const)('%s', (name, command, files, more) => {
  const asked = ['--out', folder, ...more]

  it('writes its files, and tells by --check whether one is out of date', async () => {
    expect((await run(command, ...asked, '--check')).code).toBe(1)
    expect((await run(command, ...asked)).code).toBe(0)
    expect(await run(command, ...asked, '--check')).toEqual({ code: 0, out: `${files.length} files are up to date\n` })
    for (const file of files) appendFileSync(join(folder, file), ' ')
    const { code, out } = await run(command, ...asked, '--check')
    expect(code).toBe(1)
    for (const file of files) expect(out).toContain(`${file} is out of date`)
    expect(out).toContain(`Bring it up to date: ${[name, flow, ...asked].join(' ')}\n`)
  })
})

describe('dialog diagram', () => {
  it('tells what transcripts take, and draws the rest pale', async () => {
    writeFileSync(join(folder, 'one.transcript'), '#me отмена\n#bot\n')
    const { code, out } = await run(diagram, '--out', folder, '--coverage', folder)
    expect(code).toBe(0)
    expect(out).toMatch(/^1 of \d+ transitions are taken\n/)
    expect(out).toContain('placing the order: saved  (placing --order.placed--> placed)')
    expect(out).not.toContain('(greeting --user.cancel--> cancelled)')
    expect(readFileSync(join(folder, 'order.coverage.svg'), 'utf8').match(/class="edge walked"/g)).toHaveLength(1)
  })

  it('compares with a file, and with what git has', async () => {
    const earlier = JSON.parse(JSON.stringify(orderMachine.config)) as any
    delete earlier.states.placed.on['user.cancel']
    writeFileSync(join(folder, 'order.machine.json'), JSON.stringify(earlier))
    const told = '+ order placed: cancel → taking the order back\n'
    expect((await run(diagram, '--out', folder, '--diff', join(folder, 'order.machine.json'))).out).toContain(told)
    const git = (...args: string[]) => execFileSync('git', ['-C', folder, ...args], { stdio: 'pipe' })
    git('init', '--quiet')
    git('add', 'order.machine.json')
    git('-c', 'user.name=x', '-c', 'user.email=x@example.com', 'commit', '--quiet', '--message', 'one')
    vi.stubEnv('GIT_DIR', join(folder, '.git'))
    expect((await run(diagram, '--out', folder, '--diff', 'HEAD')).out).toContain(told)
    expect((await run(diagram, '--out', folder, '--diff', 'HEAD:order.machine.json')).out).toContain(told)
    await expect(run(diagram, '--out', folder, '--diff', 'nowhere')).rejects.toThrow('Cannot compare: git ls-tree says')
    vi.unstubAllEnvs()
    vi.restoreAllMocks()
  })
})
