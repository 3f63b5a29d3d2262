import type { At, Store } from '@shoro/dialog'

/** Places between the journal and Redis: an input is only in the journal, a commit or a report only in one of the two. */
export const betweenPoints = [
  'before-redis-append',
  'after-redis-append',
  'after-redis-commit',
  'before-redis-claim',
  'after-redis-claim',
] as const

export type BetweenPoint = (typeof betweenPoints)[number]

const isClient = (conversation: string) => /^\d+$/.test(conversation)

/** The same store on Redis, which says when a customer's conversation passes these places. */
export function between(store: Store, at: At<BetweenPoint>): Store {
  const pass = async (point: BetweenPoint, conversation: string) => {
    if (isClient(conversation)) await at(point, conversation)
  }
  return {
    ...store,
    async append(conversation, input, now) {
      await pass('before-redis-append', conversation)
      const appended = await store.append(conversation, input, now)
      await pass('after-redis-append', conversation)
      return appended
    },
    async commit(conversation, commit) {
      const committed = await store.commit(conversation, commit)
      await pass('after-redis-commit', conversation)
      return committed
    },
    async claim(conversation, claim) {
      if (claim.done) await pass('before-redis-claim', conversation)
      const claimed = await store.claim(conversation, claim)
      if (claim.done) await pass('after-redis-claim', conversation)
      return claimed
    },
  }
}
