import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { edgesOf, edgeName } from '../diagram/edges.ts'
import { coverageOf, type Coverage } from '../diagram/watch.ts'
import { edgeWords, stateWords } from '../diagram/words.ts'
import type { Flow } from '../flow/define.ts'
import { playTranscript } from '../testing/transcript.ts'

/** Plays a transcript; how it ends does not matter here. */
type Player = (text: string) => unknown

/**
 * Which transitions of a flow the transcripts of a folder take. `player`, as `module#export`, plays one; without it they
 * are played on the flow itself, which nobody answers to.
 */
export async function coverageBy(flow: Flow, folder: string, player: string | undefined): Promise<Coverage> {
  const play = player === undefined ? (text: string) => playTranscript(flow, text) : await loadPlayer(player)
  const files = readdirSync(resolve(folder), { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.transcript'),
  )
  if (files.length === 0) throw new Error(`Cannot tell coverage: ${folder} has no *.transcript`)
  return coverageOf(flow, () => {
    for (const file of files) play(readFileSync(join(folder, file), 'utf8'))
  })
}

/** `148 of 152 transitions are taken`, and which are not. */
export function tellCoverage(flow: Flow, { unwalked }: Coverage): string {
  const all = new Set(edgesOf(flow).map(edgeName)).size
  const lines = new Set(
    unwalked.map((edge) => `  ${stateWords(flow, edge.from)}: ${edgeWords(flow, edge)}  (${edgeName(edge)})`),
  )
  return [`${all - lines.size} of ${all} transitions are taken`, ...lines].join('\n')
}

async function loadPlayer(named: string): Promise<Player> {
  const [module = '', name = 'default'] = named.split('#')
  const exported = (await import(pathToFileURL(resolve(module)).href)) as Record<string, unknown>
  const player = exported[name]
  if (typeof player !== 'function') throw new Error(`Cannot play transcripts: ${module} exports no function ${name}`)
  return player as Player
}
