import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Flow } from '../flow/define.ts'

/** A rule of somebody's own, for `dialog check --rule`. */
export interface FurtherRule {
  /** What holds if nothing is found. */
  title: string
  /** Gives what does not hold. `source` is the text of `--source`, the file in which the machine is written. */
  find(flow: Flow, source: string | undefined): readonly string[] | Promise<readonly string[]>
}

/** Loads the rules that `module#export` names, and looks for what they find in a flow. */
export async function findFurther(flow: Flow, named: readonly string[], source: string | undefined) {
  const text = source === undefined ? undefined : readFileSync(resolve(source), 'utf8')
  const found: { title: string; problems: { problem: string; transcript: string }[] }[] = []
  for (const name of named) {
    const { title, find } = await loadRule(name)
    found.push({ title, problems: [...(await find(flow, text))].map((problem) => ({ problem, transcript: '' })) })
  }
  return found
}

async function loadRule(named: string): Promise<FurtherRule> {
  const [module = '', name = 'default'] = named.split('#')
  const exported = (await import(pathToFileURL(resolve(module)).href)) as Record<string, Partial<FurtherRule>>
  const rule = exported[name]
  if (typeof rule?.find !== 'function' || typeof rule.title !== 'string')
    throw new Error(`Cannot check rule "${named}": ${module} exports no { title, find } named ${name}`)
  return rule as FurtherRule
}
