import { batched } from './batch.ts'
import type {
  AcceptedInput,
  Acceptance,
  EffectName,
  Journal,
  LedgerEntry,
  Recalled,
  RecordedCommit,
  Recording,
  SettledEffect,
} from './port.ts'
import type { Reach } from './reach.ts'

/** A journal as the store uses it: many calls become one, and undefined means that the journal is away. */
export interface Writer {
  accept(input: AcceptedInput): Promise<Acceptance | undefined>
  /**
   * Gives what the ledger has of its effects, or 'refused' if the journal has another history. What cannot be written
   * now, or comes after a commit that is not written yet, is written later by `catchUp`, as long as this process lives.
   */
  record(commit: RecordedCommit): Promise<readonly LedgerEntry[] | 'refused'>
  settle(effect: SettledEffect): Promise<void>
  settled(effect: EffectName): Promise<{ entry: LedgerEntry | undefined } | undefined>
  recall(conversation: string): Promise<Recalled | undefined>
  /** Writes what could not be written before. */
  catchUp(): Promise<void>
}

/** How many commits and effects wait at most for a journal that is away. */
const mostLeft = 20_000
const fewAtOnce = 100

export function createWriter(journal: Journal, reach: Reach, restMs: number, onForgotten: () => void): Writer {
  const name = ({ conversation, id }: EffectName) => `${conversation}\n${id}`
  const one = ({ conversation }: { conversation: string }) => conversation
  const accept = batched(each(reach, journal.accept), name, restMs)
  const record = batched(each(reach, journal.record), one, restMs)
  const settle = batched(
    each(reach, async (effects: SettledEffect[]) => {
      await journal.settle(effects)
      return effects.map(() => true)
    }),
    name,
    restMs,
  )
  const settled = batched(
    each(reach, async (effects: EffectName[]) => (await journal.settled(effects)).map((entry) => ({ entry }))),
    name,
    0,
  )
  const recall = batched(each(reach, journal.recall), (conversation: string) => conversation, 0, 20)
  let commitsLeft: RecordedCommit[] = []
  let effectsLeft: SettledEffect[] = []
  let catchingUp = false

  const keep = <Thing>(left: Thing[], thing: Thing) => {
    left.push(thing)
    if (left.length <= mostLeft) return
    left.shift()
    onForgotten()
  }
  return {
    accept,
    settled,
    recall,
    async record(commit) {
      const recording = await record(commit)
      if (recording?.written) return recording.settled
      if (recording && !isAhead(commit, recording)) return 'refused'
      keep(commitsLeft, commit)
      return recording?.settled ?? []
    },
    async settle(effect) {
      if (!(await settle(effect))) keep(effectsLeft, effect)
    },
    async catchUp() {
      if (catchingUp) return
      catchingUp = true
      try {
        while (effectsLeft.length > 0) {
          const some = new Set(effectsLeft.slice(0, fewAtOnce))
          const effects = lastOfEach([...some], name)
          if ((await reach(async () => (await journal.settle(effects), true))) === undefined) return
          effectsLeft = effectsLeft.filter((effect) => !some.has(effect))
        }
        while (commitsLeft.length > 0) {
          const commits = firstOfEach(commitsLeft.slice(0, fewAtOnce))
          // One that is refused now was lost by the store or is there already, one that is still ahead is found later.
          const done = await reach(async () => (await journal.record(commits), true))
          if (!done) return
          const written = new Set(commits)
          commitsLeft = commitsLeft.filter((commit) => !written.has(commit))
        }
      } finally {
        catchingUp = false
      }
    },
  }
}

/** What came before it is not in the journal. */
const isAhead = ({ loadedRev }: RecordedCommit, { before }: Recording) => before < loadedRev

const each =
  <Thing, Answer>(reach: Reach, call: (things: Thing[]) => Promise<readonly Answer[]>) =>
  async (things: Thing[]): Promise<readonly (Answer | undefined)[]> =>
    (await reach<readonly (Answer | undefined)[]>(async () => call(things))) ?? things.map(() => undefined)

function lastOfEach<Thing>(things: readonly Thing[], keyOf: (thing: Thing) => string): Thing[] {
  return [...new Map(things.map((thing) => [keyOf(thing), thing])).values()]
}

/** The journal takes one commit of each conversation at a time, the earliest first. */
function firstOfEach(commits: readonly RecordedCommit[]): RecordedCommit[] {
  return commits.filter(
    ({ conversation }, i) => commits.findIndex((other) => other.conversation === conversation) === i,
  )
}
