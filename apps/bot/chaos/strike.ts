import { spawn } from 'node:child_process'
import { openSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { At } from '@shoro/dialog'
import type { Point as HostPoint } from '../src/hooks.ts'
import type { BetweenPoint } from './between.ts'
import { createRandom } from './random.ts'
import { jumpClock } from './clock.ts'

export type Point = HostPoint | BetweenPoint

/** What a process does to itself when it passes a point. */
export interface Strike {
  point: Point
  /** Only for this type of effect. */
  effect?: string
  /** Only in this conversation. */
  conversation?: string
  /** At which pass, from 1. Default 1. */
  nth?: number
  /** Instead of `nth`: the chance at each pass, 0 to 1. */
  chance?: number
  /** How often at most. Default 1. */
  times?: number
  action: 'kill' | 'throw' | { stopMs: number } | { blockMs: number } | { delayMs: number } | { clockMs: number }
}

/** A point that a process passed for the first time ('pass'), or at which it struck itself. */
export interface Hit {
  point: Point
  effect?: string
  conversation: string
  action: 'pass' | Strike['action']
  pid: number
  at: number
}

/** `kill at after-effect say`: the words under which a strike is counted. */
export function describeStrike({
  action,
  point,
  effect,
}: {
  action: Hit['action']
  point: Point
  effect?: string
}): string {
  const name = typeof action === 'string' ? action : (Object.keys(action)[0] ?? '').replace('Ms', '')
  return `${name} at ${point}${effect === undefined ? '' : ` ${effect}`}`
}

/** Carries out strikes in this process, and writes down what it did before it does it. */
export function striking(strikes: readonly Strike[], folder: string, seed: number): At<Point> {
  const random = createRandom(seed)
  const file = openSync(join(folder, `points-${process.pid}.jsonl`), 'a')
  const armed = strikes.map((strike) => ({ strike, passes: 0, left: strike.times ?? 1 }))
  const passed = new Set<string>()
  const note = (hit: Omit<Hit, 'pid' | 'at'>) =>
    writeSync(file, `${JSON.stringify({ ...hit, pid: process.pid, at: Date.now() } satisfies Hit)}\n`)

  return async (point, conversation, effect) => {
    const place = { point, conversation, ...(effect !== undefined && { effect }) }
    const name = `${point} ${effect ?? ''}`
    if (!passed.has(name)) {
      passed.add(name)
      note({ ...place, action: 'pass' })
    }
    for (const one of armed) {
      const { strike } = one
      if (one.left === 0 || strike.point !== point) continue
      if (strike.effect !== undefined && strike.effect !== effect) continue
      if (strike.conversation !== undefined && strike.conversation !== conversation) continue
      one.passes += 1
      if (strike.chance === undefined ? one.passes < (strike.nth ?? 1) : random.next() >= strike.chance) continue
      one.left -= 1
      note({ ...place, action: strike.action })
      await carryOut(strike.action, point)
    }
  }
}

async function carryOut(action: Strike['action'], point: Point): Promise<void> {
  if (action === 'kill') process.kill(process.pid, 'SIGKILL')
  else if (action === 'throw') throw new Error(`Struck at ${point}`)
  else if ('clockMs' in action) jumpClock(action.clockMs)
  else if ('delayMs' in action) await sleep(action.delayMs)
  else if ('blockMs' in action) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, action.blockMs)
  else {
    // A stopped process cannot wake itself.
    const script = `sleep ${action.stopMs / 1000}; kill -CONT ${process.pid}`
    spawn('sh', ['-c', script], { detached: true, stdio: 'ignore' }).unref()
    process.kill(process.pid, 'SIGSTOP')
  }
}
