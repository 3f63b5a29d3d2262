import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { createWebSocketReceiver, type StatelyInspectionEvent } from '@statelyai/inspect'
import { expect, it, vi } from 'vitest'

const root = fileURLToPath(new URL('../../../..', import.meta.url))

it('dialog inspect shows what is said in the terminal to an inspector that connects, masked', async () => {
  const command = ['--import', 'tsx', 'packages/dialog/src/cli/main.ts', 'inspect', '--port', '0']
  const talk = spawn(process.execPath, command, { cwd: root, stdio: ['pipe', 'pipe', 'inherit'] })
  let out = ''
  talk.stdout.setEncoding('utf8').on('data', (text: string) => (out += text))
  try {
    const url = await vi.waitFor(() => {
      const found = /ws:\/\/127\.0\.0\.1:\d+/.exec(out)?.[0]
      expect(found).toBeDefined()
      return found ?? ''
    }, 15_000)
    const told: StatelyInspectionEvent[] = []
    createWebSocketReceiver({ server: url }).subscribe((event) => void told.push(event))
    talk.stdin.write('2 бутыли на Токтогула 125\n/wait 2d\n')
    await vi.waitFor(() => expect(told.length).toBeGreaterThan(4), 15_000)
    expect(JSON.stringify(told)).not.toContain('Токтогула')
    const states = told.flatMap((event) => (event.type === '@xstate.snapshot' ? [event.snapshot] : []))
    expect(states[0]).toMatchObject({ value: { ordering: 'waitingPhone' }, context: { bottles: 2 } })
    await vi.waitFor(
      () => expect(told.at(-1)).toMatchObject({ snapshot: { value: 'expired', status: 'done' } }),
      15_000,
    )
    talk.stdin.end()
    expect(await once(talk, 'exit')).toEqual([0, null])
  } finally {
    talk.kill()
  }
})
