import type { Button } from '@shoro/chat2desk'
import type { Say } from '@shoro/dialog'

/** What a pressed button sends where the messenger sends its payload instead of its label. */
export const payloadOf = (id: string) => `choice:${id}`

/** Choices as buttons under a message, where its messenger is known to show them; the words of the reply name them too. */
export function buttonsFor(
  { choices }: Pick<Say, 'choices'>,
  transport: string | undefined,
  transports: readonly string[],
): Button[] | undefined {
  if (choices.length === 0 || transport === undefined || !transports.includes(transport)) return undefined
  return choices.map(({ id, label }) => ({ type: 'reply', text: label, payload: payloadOf(id) }))
}
