import { mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build } from 'esbuild'

/** Sketch's parser, as far as it is used here. */
export interface Sketch {
  parseXStateMachineCode(code: string): Parsed
  parseJSONCode(code: string): Parsed
  machineToGraph(machine: SketchMachine): SketchGraph
}

export interface SketchMachine {
  id: string
  config: object
}

interface Parsed {
  machines: SketchMachine[]
  error: string | null
}

/** What Sketch draws. */
export interface SketchGraph {
  nodes: { id: string }[]
  edges: {
    sourceId: string
    targetId: string
    data: { eventType: string; guard: string | null; actions: string[]; isTargetless: boolean }
  }[]
}

/** Sketch's parser, from its own sources; XState, the remover of types and YAML are those that are pinned here. */
export async function loadSketch(parser: string): Promise<Sketch> {
  const here = createRequire(import.meta.url)
  const folder = mkdtempSync(join(dirname(fileURLToPath(import.meta.url)), '../node_modules/.sketch-'))
  const outfile = join(folder, 'sketch.mjs')
  try {
    const graph = fileURLToPath(new URL('sketch-graph.ts', import.meta.url))
    await build({
      entryPoints: [parser],
      outfile,
      bundle: true,
      platform: 'node',
      format: 'esm',
      logLevel: 'error',
      // What asks for modules while it runs stays outside.
      external: ['ts-blank-space', 'yaml'],
      alias: {
        xstate: here.resolve('xstate-5'),
        '@statelyai/graph': graph,
        '@statelyai/graph/mermaid': graph,
      },
    })
    return (await import(pathToFileURL(outfile).href)) as Sketch
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
