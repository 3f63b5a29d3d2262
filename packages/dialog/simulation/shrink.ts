import { check } from './check.ts'
import type { Item, Plan } from './plan.ts'
import { run } from './run.ts'

/**
 * A plan that still breaks something with as little as possible in it: halves of what happens are left out, then
 * quarters, at last single items, as long as less still breaks. Gives up after `runs` runs.
 */
export async function shrink(plan: Plan, runs = 400): Promise<Plan> {
  let { items } = plan
  let left = runs
  for (let size = Math.ceil(items.length / 2); size >= 1 && left > 0; size = size > 1 ? Math.ceil(size / 2) : 0) {
    for (let from = 0; from < items.length && left > 0;) {
      const fewer = items.toSpliced(from, size)
      left -= 1
      if (check(await run({ ...plan, items: fewer })).length > 0) items = fewer
      else from += size
    }
  }
  return { ...plan, items }
}

/** An item in words. */
export function wordsOf(item: Item): string {
  const at = 'at' in item ? `${(item.at / 1000).toFixed(3)} s: ` : ''
  switch (item.kind) {
    case 'message':
      return `${at}${item.client} writes m${item.number} ${JSON.stringify(item.text)}, which arrives after ${item.arrivals.join(' and ')} ms`
    case 'event':
      return `${at}${item.type} ${item.id} for ${item.client}, which arrives after ${item.arrivals.join(' and ')} ms`
    case 'fault':
      return `call ${item.number} of ${item.call}: ${item.fault}`
    case 'away':
      return `${at}${item.service} ${item.how} for ${item.ms} ms`
    case 'refuses-client':
      return `${at}the API refuses ${item.client} for ${item.ms} ms`
    case 'dies':
      return `${at}${item.process} is killed`
    case 'freezes':
      return `${at}${item.process} is frozen for ${item.ms} ms`
    case 'clock':
      return `${at}the clock of ${item.process} jumps by ${item.ms} ms`
    case 'wake':
      return `wake-up ${item.number} is ${item.fate}`
    case 'queue-wiped':
      return `${at}the queue loses everything`
    case 'store-loses':
      return `${at}the store comes back as it was ${item.ms} ms before`
  }
}
