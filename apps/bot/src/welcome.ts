import type { Settings } from './env.ts'
import { ownOrigin } from './origin.ts'

/** What to do next, for somebody who has just started the embedded run. */
export function welcome(settings: Settings, sandboxed: boolean): string {
  const origin = ownOrigin(settings)
  const webhook = `${origin}/webhook/chat2desk${settings.chat2desk.webhookSecret ? `/${settings.chat2desk.webhookSecret}` : ''}`
  const playground =
    settings.playground === false
      ? ''
      : `
Play with it in a browser, see what becomes of each message, and make trouble:

  ${origin}/playground
`
  const next = sandboxed
    ? `${playground}
Order water as a customer (no Chat2Desk account needed: a stand-in plays it):

  pnpm chat                      # or: npx --yes pnpm@12 chat

  curl -X POST ${webhook} -H 'content-type: application/json' \\
    -d '{"client_id":"client_1","message_id":"'$(date +%s)'","text":"2 бутыли на Токтогула 125 кв 4, тел 0555 123 456"}'

  The bot's answers appear here. Send another text with "да" to order.

See the orders:

  curl -H 'Authorization: Bearer ${settings.operatorToken ?? ''}' ${origin}/operator/api/orders
`
    : `
Chat2Desk is ${settings.chat2desk.url}. Point its webhook at this address, reachable from outside:

  <your address>/webhook/chat2desk${settings.chat2desk.webhookSecret ? '/<CHAT2DESK_WEBHOOK_SECRET>' : ''}
${settings.operatorToken ? '' : '\nSet OPERATOR_TOKEN to read orders at /operator/api/orders.\n'}`
  return `
Shoro is running at ${origin} in one process; its data is in ${settings.dataDir} and survives restarts.
${next}
Good for trying out, development and a small shop. For more, run a server and workers
on Redis and PostgreSQL: docs/DEPLOYMENT.md. Stop with Ctrl-C.
`
}
