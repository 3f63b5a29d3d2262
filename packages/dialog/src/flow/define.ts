import type { AnyStateMachine, ContextFrom } from 'xstate'
import type { GenericSchema } from 'valibot'
import { safeParse } from 'valibot'
import { nodesOf, problemsOf } from './check.ts'
import { structuralHash } from './hash.ts'
import type { FlowEvent } from './message.ts'
import type { Phrases } from './phrases.ts'
import type { Promises, Rehearsal } from './promises.ts'
import type { Heard, Snapshot, StateValue } from './snapshot.ts'
import type { Situation, Understand, Understood } from './understanding.ts'

/** What an effect's parameters are made from, when its action runs. */
export interface EffectFacts<Context> {
  context: Context
  event: FlowEvent
  params: Record<string, unknown>
}

export type EffectMakers<Context> = Record<string, (facts: EffectFacts<Context>) => unknown>

/** What a migration works on and gives back: a snapshot's flow-specific part. */
export interface Migrating {
  version: string
  value: StateValue
  context: unknown
  history?: NonNullable<Snapshot['history']>
}

/** How diagrams and documents speak of a flow. Nothing here changes what it does. */
export interface Legend<Context = unknown> {
  /** Plain words by the name of an event, guard, delay, awaited thing, or a state's dotted path. Default: the name. */
  words?: Readonly<Record<string, string>>
  /** What phrases are shown with, besides the initial context. */
  context?: Partial<Context>
  /** By event type, or event type and guard (`user.media isVoice`): an example of what it brings. */
  events?: Readonly<Record<string, Readonly<Record<string, unknown>>>>
  /** Fields of events and context whose strings are names of the flow's own, never a customer's words: not masked. */
  shown?: readonly string[]
}

export interface FlowOptions<Machine extends AnyStateMachine, Effects extends EffectMakers<ContextFrom<Machine>>> {
  /** `setup({…}).createMachine({ literal })`, its config pure JSON. */
  machine: Machine
  /** A whole number as text. Raise it with every change that a stored conversation could notice. */
  version: string
  understand: Understand<ContextFrom<Machine>>
  /** For each locale the same keys; the first locale is the default. */
  phrases: Phrases<ContextFrom<Machine>>
  /** Describes `context`; a stored one that fails it is parked. Use `strictObject`. */
  context: GenericSchema<unknown, ContextFrom<Machine>>
  /** For each effect besides `say`: its parameters from the facts at hand. */
  effects?: Effects
  /** `'1'` takes a version 1 snapshot to a later one and names it in `version`. */
  migrations?: Record<string, (old: Migrating) => Migrating>
  /** An event that tells the machine what is known of the sender, stepped before the message; null if nothing new. */
  introduce?: (sender: { phone?: string; name?: string }, context: ContextFrom<Machine>) => FlowEvent | null
  /** Effects to issue when a stored conversation cannot be continued. */
  whenParked?: (snapshot: Snapshot) => readonly { type: string; params: unknown }[]
  /** Stepped in place of an input that cannot be taken, so that the customer is not left without a word. */
  whenRejected?: FlowEvent
  /** Whether a timer may still say something to a customer who was heard then; its other effects happen anyway. */
  mayWriteFirst?: (heard: Heard | undefined, now: number) => boolean
  /**
   * When a timer that is due at `at`, ms since 1970, may fire, by the name of its delay: `at` or later, for what must not
   * come at night. Asked again when it fires. Default: `at`.
   */
  timerAt?: (delay: string, at: number) => number
  /**
   * Whether a message that was understood so is a fragment: worth waiting a moment for its neighbour, if the runtime
   * has a turn window. An answer to what is awaited should not be.
   */
  isFragment?: (understood: Understood, situation: Situation<ContextFrom<Machine>>) => boolean
  /** Event types that let a parked conversation begin anew. */
  unparkOn?: readonly string[]
  /** What `dialog check` and `dialog paths` try, and how the world answers in `dialog chat`. */
  rehearsal?: Rehearsal<ContextFrom<Machine>>
  /** What `dialog check` proves. */
  promises?: Promises
  /** How diagrams and documents speak of it. Default: by its own names. */
  legend?: Legend<ContextFrom<Machine>>
}

export interface Flow<Context = any, Effects extends EffectMakers<any> = any> {
  readonly id: string
  readonly version: string
  readonly hash: string
  readonly machine: AnyStateMachine
  readonly understand: Understand<Context>
  readonly phrases: Phrases<Context>
  readonly locales: readonly string[]
  readonly context: GenericSchema<unknown, Context>
  readonly effects: Effects
  readonly migrations: Record<string, (old: Migrating) => Migrating>
  readonly introduce: (sender: { phone?: string; name?: string }, context: Context) => FlowEvent | null
  readonly whenParked: (snapshot: Snapshot) => readonly { type: string; params: unknown }[]
  readonly whenRejected: FlowEvent | undefined
  readonly mayWriteFirst: (heard: Heard | undefined, now: number) => boolean
  readonly timerAt: (delay: string, at: number) => number
  readonly isFragment: (understood: Understood, situation: Situation<Context>) => boolean
  readonly unparkOn: readonly string[]
  readonly legend: Legend<Context>
  readonly rehearsal: Rehearsal<Context> | undefined
  readonly promises: Promises
  /** `delay@state id` → XState's name of the timer. */
  readonly timerEvents: ReadonlyMap<string, string>
  /** Dotted state path → what it awaits. */
  readonly awaits: ReadonlyMap<string, string>
}

/** What `defineFlow` throws. */
export class FlowRefused extends Error {
  override name = 'FlowRefused' as const
  /** Each with its place. */
  readonly problems: readonly string[]

  constructor(flow: string, problems: readonly string[]) {
    super(`Cannot define flow "${flow}":\n${problems.map((problem) => `  - ${problem}`).join('\n')}`)
    this.problems = problems
  }
}

/**
 * Makes a flow of a machine and what belongs to it.
 * Throws an error that lists every problem with its place: a function in the config, an action or guard that nobody
 * implements, an effect that `effects` forgets, an unknown delay, a missing phrase, a state that does not say what it
 * awaits, a context that its schema refuses.
 */
export function defineFlow<Machine extends AnyStateMachine, Effects extends EffectMakers<ContextFrom<Machine>> = {}>(
  // The second part gives makers that are written here the types of their facts.
  options: FlowOptions<Machine, Effects> & { effects?: EffectMakers<ContextFrom<Machine>> },
): Flow<ContextFrom<Machine>, Effects> {
  const { machine, version, understand, phrases, context } = options
  const effects = (options.effects ?? {}) as Effects
  const problems = [...problemsOf({ machine, phrases, effects }), ...problemsOfPhrases(phrases)]
  if (!/^\d+$/.test(version)) problems.push(`version is "${version}": give a whole number as text, such as "2"`)
  const initial = safeParse(context, machine.config.context)
  for (const issue of initial.issues ?? [])
    problems.push(`${machine.id}.context is refused by its schema: ${issue.message}`)
  if (problems.length > 0) {
    throw new FlowRefused(machine.id, problems)
  }
  deepFreeze(machine.config.context)
  // One that goes round in circles must throw: it would take the whole process with it.
  machine.options = { ...machine.options, maxIterations: machine.config.options?.maxIterations ?? 100 }
  const nodes = nodesOf(machine.root)
  return {
    id: machine.id,
    version,
    hash: structuralHash(machine.config),
    machine,
    understand,
    phrases,
    locales: Object.keys(phrases),
    context,
    effects,
    migrations: options.migrations ?? {},
    introduce: options.introduce ?? (() => null),
    whenParked: options.whenParked ?? (() => []),
    whenRejected: options.whenRejected,
    mayWriteFirst: options.mayWriteFirst ?? (() => true),
    timerAt: options.timerAt ?? ((_, at) => at),
    isFragment: options.isFragment ?? (() => false),
    unparkOn: options.unparkOn ?? [],
    legend: options.legend ?? {},
    rehearsal: options.rehearsal,
    promises: options.promises ?? {},
    timerEvents: new Map(
      nodes.flatMap((node) =>
        Object.keys((node.config['after'] as object | undefined) ?? {}).map(
          (delay) => [`${delay}@${node.id}`, `xstate.after.${delay}.${node.id}`] as const,
        ),
      ),
    ),
    awaits: new Map(nodes.map((node) => [node.path.join('.'), String(node.meta?.['awaits'] ?? 'nothing')] as const)),
  }
}

function problemsOfPhrases(phrases: Phrases<never>): string[] {
  const locales = Object.keys(phrases)
  if (locales.length === 0) return ['phrases has no locale']
  const keys = new Set(locales.flatMap((locale) => Object.keys(phrases[locale] ?? {})))
  return locales.flatMap((locale) =>
    [...keys].flatMap((key) => {
      const phrase = phrases[locale]?.[key]
      if (phrase === undefined) return [`phrases.${locale} lacks "${key}"`]
      const label = key.startsWith('choice.') && typeof phrase !== 'string'
      return label ? [`phrases.${locale} "${key}" is no plain text, as the label of a choice must be`] : []
    }),
  )
}

function deepFreeze(value: unknown): void {
  if (typeof value !== 'object' || value === null) return
  Object.freeze(value)
  Object.values(value).forEach(deepFreeze)
}
