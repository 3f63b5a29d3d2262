import { rmSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Case } from './case.ts'
import { verify, type Verdict } from './oracle/verify.ts'
import { createServers, type Servers } from './servers.ts'
import { halt, settle } from './settle.ts'
import { openStage, type Stage } from './stage.ts'

/** A case that was played. */
export interface Row extends Partial<Verdict> {
  id: string
  title: string
  faults: Record<string, number>
  /** Points that processes passed, as `point effect`. */
  passed: string[]
  quietMs: number
  tookMs: number
  violations: string[]
}

/** Plays one case after another on servers of its own. */
export interface Lane {
  play(one: Case, seed: number): Promise<Row>
  /** Ends everything that it started, at once. */
  clean(): void
}

/** A case takes half a minute; a machine that does much else takes more. */
const usualLimitMs = 150_000
const verdictWithinMs = 20_000

/** `keep` leaves the folders with what processes wrote, and names them. */
export async function createLane(programs: string, keep: boolean): Promise<Lane> {
  let servers: Servers | undefined = await createServers()
  let stage: Stage | undefined
  return {
    async play(one, seed) {
      const begun = Date.now()
      const { limitMs = usualLimitMs } = one
      const row: Row = { id: one.id, title: one.title, faults: {}, passed: [], quietMs: 0, tookMs: 0, violations: [] }
      const ending = new AbortController()
      try {
        servers ??= await createServers()
        const opened = await openStage(one.id, seed, servers, programs, one.setting ?? {})
        stage = opened
        const acting = (async () => {
          const report = await one.run(opened)
          Object.assign(row, { faults: report.faults }, await settle(opened, report))
        })()
        const late = sleep(limitMs, 'late' as const, { signal: ending.signal }).catch(() => {})
        if ((await Promise.race([acting, late])) === 'late') {
          await halt(opened)
          // Servers that are down tell nothing.
          const verdict = await Promise.race([verify(opened), sleep(verdictWithinMs, undefined, { ref: false })])
          Object.assign(row, verdict)
          throw new Error(
            `Not finished within ${limitMs / 1000} s. ${verdict ? 'As it stood then:' : 'Nobody knows more'}`,
          )
        }
        row.passed = [...new Set(opened.hits().map(({ point, effect = '' }) => `${point} ${effect}`.trim()))]
      } catch (error) {
        row.violations.unshift(error instanceof Error ? error.message : String(error))
        // Nobody knows what it left of them.
        servers?.remove()
        servers = undefined
      } finally {
        ending.abort()
        await stage?.close().catch(() => {})
        if (stage && keep) console.error(`     ${stage.folder}`)
        else if (stage) rmSync(stage.folder, { recursive: true, force: true })
        stage = undefined
      }
      row.tookMs = Date.now() - begun
      return row
    },
    clean() {
      for (const one of stage ? [stage.server, ...stage.workers] : []) one.signal('SIGKILL')
      servers?.remove()
      servers = undefined
    },
  }
}
