/**
 * Makes one call of many that come at about the same time: what comes while a call is under way, or less than `restMs`
 * after one began, goes with the next one. Of things with the same key one goes at a time, in their order.
 */
export function batched<Thing, Answer>(
  call: (things: Thing[]) => Promise<readonly Answer[]>,
  keyOf: (thing: Thing) => string,
  restMs: number,
  largest = 100,
): (thing: Thing) => Promise<Answer> {
  interface Waiting {
    thing: Thing
    resolve(answer: Answer): void
    reject(error: unknown): void
  }
  let queue: Waiting[] = []
  let underWay = false

  const take = () => {
    const keys = new Set<string>()
    const taken: Waiting[] = []
    const left: Waiting[] = []
    for (const one of queue) {
      const key = keyOf(one.thing)
      if (taken.length < largest && !keys.has(key)) taken.push(one)
      else left.push(one)
      keys.add(key)
    }
    queue = left
    return taken
  }
  const run = async () => {
    underWay = true
    while (queue.length > 0) {
      const taken = take()
      const rest = restMs > 0 && new Promise<void>((resolve) => setTimeout(resolve, restMs).unref())
      try {
        const answers = await call(taken.map(({ thing }) => thing))
        taken.forEach(({ resolve }, i) => resolve(answers[i] as Answer))
      } catch (error) {
        for (const { reject } of taken) reject(error)
      }
      await rest
    }
    underWay = false
  }
  return (thing) =>
    new Promise((resolve, reject) => {
      queue.push({ thing, resolve, reject })
      if (!underWay) void run()
    })
}
