import type { Claim, Claimed, ClaimedEffect, Store } from '../port.ts'
import { hashOf } from './hash.ts'
import type { LedgerEntry } from './port.ts'
import { recent } from '../recent.ts'
import type { Writer } from './writer.ts'

/** What one worker holds under the token of its lease. */
interface Hand {
  /** Issued by a commit under this very lease: nobody else can have done them. */
  fresh: Set<string>
  held: Map<string, ClaimedEffect>
}

/**
 * Hands out effects that the ledger does not have. A store that lost its latest writes offers effects anew that were
 * done; those are reported to it instead, and `onRepeated` is told. Costs a look into the ledger for effects of other
 * leases only.
 */
export function createHands(store: Store, writer: Writer, onRepeated: (conversation: string) => Promise<void>) {
  const hands = recent<Hand>(10_000)
  /** Reports on their way into the ledger, by conversation. */
  const reports = new Map<string, Promise<void>>()
  const handOf = (token: string): Hand => {
    const hand = hands.get(token) ?? { fresh: new Set<string>(), held: new Map<string, ClaimedEffect>() }
    hands.set(token, hand)
    return hand
  }
  return {
    /** The commit that issued these effects leased the outbox for `token`. */
    issued(token: string, ids: readonly string[]) {
      const { fresh } = handOf(token)
      for (const id of ids) fresh.add(id)
    },

    holds: (token: string, id: string): ClaimedEffect | undefined => hands.get(token)?.held.get(id),

    /**
     * Writes into the ledger that an effect was done. Nobody waits for it but the next effect of the conversation: a
     * store that offers an effect anew which was not written down yet offers it as uncertain.
     */
    report(conversation: string, { token, done, now }: Claim & { done: { id: string; receipt?: string } }) {
      const { id, receipt = null } = done
      const hand = hands.get(token)
      const body = hand?.held.get(id)?.body
      hand?.fresh.delete(id)
      hand?.held.delete(id)
      const hash = body === undefined ? '' : hashOf(body)
      const report = writer.settle({ conversation, id, hash, at: now, receipt, letter: null }).then(() => {
        if (reports.get(conversation) === report) reports.delete(conversation)
      })
      reports.set(conversation, report)
    },

    /** Resolves when what was done in the conversation is in the ledger. */
    reported: (conversation: string): Promise<void> | undefined => reports.get(conversation),

    release: (token: string): boolean => hands.delete(token),

    /** What a worker gets when the store offers it `claimed`. */
    async give(conversation: string, { token, leaseMs, now }: Claim, claimed: Claimed): Promise<Claimed> {
      let offered = claimed
      if (offered.status === 'claimed') await reports.get(conversation)
      while (offered.status === 'claimed') {
        const { effect } = offered
        const hand = handOf(token)
        if (hand.fresh.has(effect.id) || hand.held.has(effect.id)) {
          hand.held.set(effect.id, effect)
          return offered
        }
        const known = (await writer.settled({ conversation, id: effect.id }))?.entry
        if (!known || known.buried || !isOf(known, effect.body)) {
          hand.held.set(effect.id, effect)
          // A dead letter that is offered again was tried before.
          return known?.buried ? { status: 'claimed', effect: { ...effect, uncertain: true } } : offered
        }
        await onRepeated(conversation)
        const done = { id: effect.id, ...(known.receipt !== null && { receipt: known.receipt }) }
        offered = await store.claim(conversation, { token, leaseMs, now, done })
      }
      return offered
    },
  }
}

/** Whether a ledger entry is of an effect with this body. */
export function isOf({ hash }: LedgerEntry, body: string): boolean {
  return hash === '' || hash === hashOf(body)
}
