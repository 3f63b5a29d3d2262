interface Comment {
  id: bigint
  conversation: string
  text: string
}

/**
 * What Chat2Desk took of the bot for operators alone, by conversation, in the order in which it took it: read from its
 * webhooks, one of which may come several times.
 */
export function commentsIn(bodies: readonly string[]): Map<string, string[]> {
  const comments = new Map<bigint, Comment>()
  for (const body of bodies) {
    const comment = body.includes('"hook_type":"comment"') && readComment(body)
    if (comment) comments.set(comment.id, comment)
  }
  const byConversation = new Map<string, string[]>()
  for (const { conversation, text } of [...comments.values()].toSorted((a, b) => (a.id < b.id ? -1 : 1)))
    byConversation.set(conversation, [...(byConversation.get(conversation) ?? []), text])
  return byConversation
}

/** Ids are read as they stand, for they may have more digits than a number. */
function readComment(body: string): Comment | undefined {
  const [, id] = /"message_id":"?(\d+)/.exec(body) ?? []
  const [, conversation] = /"client_id":"?(\d+)/.exec(body) ?? []
  if (id === undefined || conversation === undefined) return undefined
  return { id: BigInt(id), conversation, text: (JSON.parse(body) as { text: string | null }).text ?? '' }
}
