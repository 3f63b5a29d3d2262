/**
 * The names of all keys. Those of one shard share a hash tag, so a script stays on one node of a Redis Cluster.
 *
 * The state of a conversation is a hash: r rev (below 0 after an erasure), s snapshot, l last order committed, h first
 * input loaded and n its starts, t ttl in ms, q receipts; of the outbox's head: a attempts, u uncertain, b not before; of
 * the lease: k token, v until. A field that is not there has its first value.
 */
export function keyNames(prefix: string, shards: number) {
  const shardOf = (name: string) => (shards === 1 ? 0 : hash(name) % shards)
  const ofShard = (shard: number) => {
    const tag = `{${prefix}:${shard}}`
    return {
      shard,
      mailboxWake: `${tag}:wm`,
      outboxWake: `${tag}:wo`,
      timerWake: `${tag}:wt`,
      letterOrder: `${tag}:d`,
      letters: `${tag}:dl`,
      letterCount: `${tag}:dn`,
    }
  }
  const everyShard = Array.from({ length: shards }, (_, shard) => ofShard(shard))
  return {
    everyShard,
    /** Where a dead letter is: its id ends with its shard. */
    ofLetter: (id: string) => everyShard[Number(/-(\d+)$/.exec(id)?.[1] ?? -1)],
    of(conversation: string) {
      const shard = shardOf(conversation)
      const tag = `{${prefix}:${shard}}`
      return {
        ...(everyShard[shard] ?? ofShard(shard)),
        state: `${tag}:c:${conversation}`,
        mailbox: `${tag}:m:${conversation}`,
        bodies: `${tag}:b:${conversation}`,
        outbox: `${tag}:o:${conversation}`,
        itsLetters: `${tag}:x:${conversation}`,
        /** Ids seen in one span of time; a set of integers, which Redis packs tightly. */
        seen: (span: number) => `${tag}:s${span}:${conversation}`,
      }
    },
    bucket: (name: string) => `{${prefix}:${shardOf(name)}}:r:${name}`,
  }
}

/** FNV-1a: where a conversation lives must never change, so nothing that a version of Node could change. */
function hash(text: string): number {
  let sum = 0x811c9dc5
  for (const byte of Buffer.from(text)) sum = Math.imul(sum ^ byte, 0x01000193)
  return sum >>> 0
}
