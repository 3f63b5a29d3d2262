import { createHash, timingSafeEqual } from 'node:crypto'
import { readWebhook, verifySignature } from '@shoro/chat2desk'
import { Hono, type Context } from 'hono'
import type { Settings } from '../env.ts'
import type { Hooks } from '../hooks.ts'
import { pseudonym, type Logger } from '../log.ts'
import type { Metrics } from '../metrics.ts'
import { maxBodyBytes, readBody } from './body.ts'
import { takeIn, type Intake } from './intake.ts'

export interface WebhookOptions extends Intake {
  settings: Settings['chat2desk']
  log: Logger
  metrics: Metrics
  at?: Hooks['at']
}

/**
 * `POST /webhook/chat2desk`, and with a secret only `POST /webhook/chat2desk/<secret>`. Answers 200 once the input is
 * durable, 503 when it cannot be, 400 with the reason for a body that can never be one.
 */
export function webhookRoutes(options: WebhookOptions): Hono {
  const { settings, log, metrics } = options
  const routes = new Hono()
  let headersShown = false

  const receive = async (c: Context) => {
    const started = performance.now()
    const body = await readBody(c)
    if (!body) {
      metrics.webhooks.inc({ outcome: 'unreadable' })
      return c.json({ success: false, error: `The body is larger than ${maxBodyBytes} bytes` }, 413)
    }
    const signature = signatureOf(c, body, settings)
    if (!headersShown && c.req.header(settings.signatureHeader) !== undefined) {
      headersShown = true
      log.info(
        { headers: Object.keys(c.req.header()) },
        'headers of the first signed webhook: CHAT2DESK_TIMESTAMP_HEADER must be among them',
      )
    }
    if (signature === 'invalid' || (signature === 'absent' && settings.signature === 'required')) {
      metrics.webhooks.inc({ outcome: 'unsigned' })
      return c.json({ success: false, error: `The signature is ${signature}` }, 401)
    }
    const read = readWebhook(body)
    if (!read.ok) {
      metrics.webhooks.inc({ outcome: 'unreadable' })
      return c.json({ success: false, error: read.reason }, 400)
    }
    try {
      const { outcome, what } = await takeIn(options, read.event, Date.now())
      await options.at?.('before-answer', 'clientId' in read.event ? (read.event.clientId ?? '') : '')
      metrics.webhooks.inc({ outcome })
      metrics.acknowledge.observe((performance.now() - started) / 1000)
      if ('clientId' in read.event && read.event.clientId)
        log.debug({ conversation: pseudonym(read.event.clientId), outcome, what }, 'webhook')
      if (outcome === 'full') return later(c, 'Too many messages of this client are waiting')
      return c.json({ success: true })
    } catch (error) {
      metrics.webhooks.inc({ outcome: 'unstored' })
      log.error({ err: error }, 'webhook not stored')
      return later(c, 'The message cannot be stored right now')
    }
  }

  if (settings.webhookSecret === undefined) {
    routes.post('/webhook/chat2desk', receive)
  } else {
    const secret = digest(settings.webhookSecret)
    routes.post('/webhook/chat2desk/:secret', (c) =>
      timingSafeEqual(digest(c.req.param('secret')), secret) ? receive(c) : c.notFound(),
    )
  }
  return routes
}

function signatureOf(c: Context, rawBody: Uint8Array, settings: Settings['chat2desk']) {
  const tokens = [settings.token, settings.previousToken].filter((token) => token !== undefined)
  if (settings.signature === 'off' || tokens.length === 0) return 'unchecked'
  // The service does not document where it puts the timestamp: without it nothing can be checked.
  const timed = settings.timestampHeaders.some((name) => c.req.header(name) !== undefined)
  if (settings.signature === 'optional' && !timed) return 'unchecked'
  return verifySignature({
    rawBody,
    headers: (name) => c.req.header(name),
    tokens,
    signatureHeader: settings.signatureHeader,
    timestampHeaders: settings.timestampHeaders,
    key: settings.signatureKey,
  })
}

function later(c: Context, error: string) {
  return c.json({ success: false, error }, 503, { 'Retry-After': '10' })
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
