import { parseArgs } from 'node:util'
import { startSandbox } from './server.ts'

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '4010' },
    webhook: { type: 'string' },
    token: { type: 'string', default: 'sandbox-token' },
  },
})

const sandbox = await startSandbox({
  port: Number(values.port),
  token: values.token,
  ...(values.webhook === undefined ? {} : { webhookUrl: values.webhook }),
})

console.log(`Chat2Desk stand-in: ${sandbox.url}
Token: ${values.token}
Webhooks go to: ${values.webhook ?? '(none: start with --webhook http://127.0.0.1:3000/...)'}

A customer writes:
  curl -X POST ${sandbox.origin}/_sandbox/customer-sends -H 'content-type: application/json' \\
    -d '{"clientId":"772300001","transport":"telegram","text":"Здравствуйте"}'
What the customer saw:
  curl ${sandbox.origin}/_sandbox/clients/772300001/messages`)

const stop = () => {
  void sandbox.close().then(() => process.exit(0))
}
process.once('SIGINT', stop)
process.once('SIGTERM', stop)
