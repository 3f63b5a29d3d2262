import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { readSettings } from './env.ts'
import { ownOrigin } from './origin.ts'

const { values } = parseArgs({
  options: {
    client: { type: 'string', default: String(900_000_000 + (Math.floor(Date.now() / 1000) % 90_000_000)) },
    transport: { type: 'string', default: 'telegram' },
    phone: { type: 'string' },
  },
})
const origin = ownOrigin(readSettings())

interface Seen {
  text: string | null
}

async function seen(): Promise<Seen[]> {
  const response = await fetch(`${origin}/_sandbox/clients/${values.client}/messages`)
  if (!response.ok) throw new Error(`HTTP ${response.status}`)
  return (await response.json()) as Seen[]
}

async function send(text: string): Promise<void> {
  const response = await fetch(`${origin}/_sandbox/customer-sends`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      clientId: values.client,
      transport: values.transport,
      text,
      ...(values.phone && { phone: values.phone }),
    }),
  })
  if (!response.ok) throw new Error(`HTTP ${response.status}: ${await response.text()}`)
}

let shown = 0
async function show(): Promise<number> {
  const fresh = (await seen()).slice(shown)
  shown += fresh.length
  for (const { text } of fresh) console.log(`\n${text ?? ''}\n`)
  return fresh.length
}

/** Waits for an answer, then a moment for what follows it. */
async function answers(): Promise<void> {
  const until = Date.now() + 5_000
  while (Date.now() < until && (await show()) === 0) await sleep(50)
  await sleep(200)
  await show()
}

try {
  const answer = await fetch(`${origin}/_sandbox/knobs`)
  if (!answer.ok) {
    console.error(
      `Cannot chat: the bot at ${origin} talks to the real Chat2Desk. Start it without CHAT2DESK_API_TOKEN.`,
    )
    process.exit(1)
  }
} catch {
  console.error(
    `Cannot chat: nothing answers at ${origin}. Run "pnpm start" in another terminal first (without CHAT2DESK_API_TOKEN).`,
  )
  process.exit(1)
}
console.log('You are a customer. Write to the bot; Ctrl-D ends.')
const lines = createInterface({
  input: process.stdin,
  output: process.stdout,
  prompt: '> ',
  terminal: process.stdin.isTTY,
})
lines.prompt()
for await (const line of lines) {
  if (line.trim() !== '') {
    await send(line)
    await answers()
  }
  lines.prompt()
}
