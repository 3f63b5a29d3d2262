import { nextTick } from 'node:process'
import type { Fault, Item, Plan, Service } from './plan.ts'
import { chanceOf } from './random.ts'

/** A process of the simulated system. One that died never goes on: its next life is another object. */
export interface Process {
  name: string
  alive: boolean
  frozenUntil: number
  clockMs: number
}

export interface World {
  readonly plan: Plan
  /** True time, ms since the epoch; a process sees its own clock. */
  readonly now: number
  /** Grows with each event: what happened before what. */
  readonly moment: number
  /** The process whose code runs at the moment. */
  readonly current: Process | undefined
  /** How often each kind of thing happened. */
  readonly seen: Map<string, number>
  note(what: string): void
  /** A line of the history, kept only if the run is told. */
  tell(who: string, line: () => string): void
  /** Runs `act` in `ms`; with a process only if it lives, and when it is not frozen. Gives what takes it back. */
  after(ms: number, process: Process | undefined, act: () => unknown): () => void
  /** Code of a process, begun now. */
  enter(process: Process, act: () => unknown): void
  /** A request to a service and its answer. Either may be lost, late, or the last thing that the process did. */
  call<T>(process: Process, name: string, act: () => T | Promise<T>, what?: () => string): Promise<T>
  die(process: Process, why: string): void
  onDeath(listener: (process: Process) => void): void
  calm(): void
  readonly isCalm: boolean
  /** Lets everything happen up to then. */
  until(time: number): Promise<void>
}

/** `certain` if it was surely not carried out. */
export class CallError extends Error {
  readonly certain: boolean

  constructor(message: string, certain = false) {
    super(message)
    this.certain = certain
  }
}

export const startAt = Date.UTC(2026, 0, 5, 4)

const patienceMs: Record<Service, number> = { store: 2_000, queue: 2_000, api: 10_000, database: 5_000, journal: 1_000 }

interface Call {
  process: Process
  name: string
  number: number
  what: () => string
  fault: Fault | undefined
  resolve: (result: unknown) => void
  reject: (error: Error) => void
}

type Trouble = (Item & { kind: 'away' })['how']

const nothing = () => ''

/** One thread of events in virtual time: nothing in a run happens but by the order that its plan and seed give. */
export function createWorld(plan: Plan, history?: string[]): World {
  const events: { at: number; order: number; process: Process | undefined; act: () => unknown }[] = []
  const seen = new Map<string, number>()
  const counts = new Map<string, number>()
  const faults = new Map(
    plan.items.flatMap((item) => (item.kind === 'fault' ? [[`${item.call} ${item.number}`, item.fault]] : [])),
  )
  const outages = plan.items.filter((item): item is Item & { kind: 'away' } => item.kind === 'away')
  const deaths: ((process: Process) => void)[] = []
  let now = startAt
  let moment = 0
  let order = 0
  let current: Process | undefined
  let calm = false

  const after = (ms: number, process: Process | undefined, act: () => unknown) => {
    const event = { at: now + Math.max(0, ms), order: ++order, process, act }
    let place = events.length
    while (place > 0 && (events[place - 1]?.at ?? 0) > event.at) place--
    events.splice(place, 0, event)
    return () => {
      const at = events.indexOf(event)
      if (at >= 0) events.splice(at, 1)
    }
  }
  const away = (service: Service) =>
    calm ? undefined : outages.find(({ service: its, at, ms }) => its === service && inside(now - startAt, at, ms))?.how

  const tellCall = ({ process, name, number, what }: Call, words: string) =>
    world.tell(process.name, () => `${name} #${number} ${what()} ${words}`.replace(/  +/g, ' '))
  const fail = (call: Call, ms: number, words: string, certain = false) => {
    tellCall(call, words)
    after(ms, call.process, () => call.reject(new CallError(`Cannot call ${call.name}: it ${words}`, certain)))
  }
  const carryOut = async (call: Call, service: Service, act: () => unknown) => {
    const { process, name, number, fault, resolve } = call
    const trouble = steady(away(service), `${plan.seed} flicker ${name} ${number}`)
    const back = latency(`${plan.seed} back ${name} ${number}`)
    if (trouble) world.note(`away ${service} ${trouble}`)
    if (trouble === 'refuses') return fail(call, back, 'refused the connection', true)
    if (fault === 'request-lost') return fail(call, patienceMs[service], 'never got the request')
    let result: unknown
    try {
      result = await act()
    } catch (error) {
      return fail(call, back, `refused: ${String(error)}`, true)
    }
    if (fault === 'dies-after') return world.die(process, `after ${name} #${number} ${call.what()}`)
    if (fault === 'late') return tellCall(call, 'did it after its caller gave up')
    if (trouble || fault === 'answer-lost') return fail(call, patienceMs[service], 'did it, and the answer was lost')
    if (!process.alive) return tellCall(call, 'did it for a process that is dead')
    if (history) tellCall(call, `→ ${short(result)}`)
    after(back, process, () => resolve(result))
  }

  const world: World = {
    plan,
    get now() {
      return now
    },
    get moment() {
      return moment
    },
    get current() {
      return current
    },
    get isCalm() {
      return calm
    },
    seen,
    note: (what) => void seen.set(what, (seen.get(what) ?? 0) + 1),
    tell(who, line) {
      history?.push(`${((now - startAt) / 1000).toFixed(3).padStart(9)} s  ${who.padEnd(9)} ${line()}`)
    },
    after,
    enter(process, act) {
      after(0, process, act)
    },
    call: (process, name, act, what = nothing) =>
      new Promise((resolve, reject) => {
        // What a dead process still does reaches nobody.
        if (!process.alive) return
        const number = (counts.get(name) ?? 0) + 1
        counts.set(name, number)
        const fault = calm ? undefined : faults.get(`${name} ${number}`)
        if (fault) world.note(`fault ${fault}`)
        const call = { process, name, number, what, fault, resolve: resolve as (result: unknown) => void, reject }
        if (fault === 'dies-before') return world.die(process, `before ${name} #${number} ${what()}`)
        const service = name.split('.')[0] as Service
        const timeoutMs = patienceMs[service]
        if (fault === 'late') after(timeoutMs, process, () => reject(new CallError(`Cannot call ${name}: no answer`)))
        const delay = fault === 'late' ? timeoutMs + 2_000 : fault === 'slow' ? timeoutMs * 0.9 : 0
        after(latency(`${plan.seed} ${name} ${number}`) + delay, undefined, () => carryOut(call, service, act))
      }),
    die(process, why) {
      if (!process.alive) return
      process.alive = false
      world.note('died')
      world.tell(process.name, () => `dies ${why}`)
      for (const listener of deaths) listener(process)
    },
    onDeath: (listener) => void deaths.push(listener),
    calm: () => void (calm = true),
    async until(time) {
      for (let event = events[0]; event && event.at <= time; event = events[0]) {
        events.shift()
        now = Math.max(now, event.at)
        const { process, act } = event
        if (process && !process.alive) continue
        if (process && process.frozenUntil > now) {
          after(process.frozenUntil - now, process, act)
          continue
        }
        moment += 1
        current = process
        void act()
        // Everything that can go on without an answer has gone on when the next tick comes.
        await new Promise<void>((resolve) => nextTick(resolve))
        current = undefined
      }
      now = Math.max(now, time)
    },
  }
  return world
}

function inside(time: number, from: number, ms: number): boolean {
  return time >= from && time < from + ms
}

/** A service that flickers does something else with each call. */
function steady(how: Trouble | undefined, seed: string): Exclude<Trouble, 'flickers'> | undefined {
  if (how !== 'flickers') return how
  const chance = chanceOf(seed)
  return chance < 0.25 ? 'refuses' : chance < 0.6 ? 'loses-answers' : undefined
}

/** Mostly some ms, now and then much more. */
function latency(seed: string): number {
  const chance = chanceOf(seed)
  return chance < 0.05 ? 20 + chance * 8_000 : 1 + chance * 8
}

function short(result: unknown): string {
  const text = typeof result === 'string' ? result : (JSON.stringify(result) ?? 'done')
  return text.length > 160 ? `${text.slice(0, 160)}…` : text
}
