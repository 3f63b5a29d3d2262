import { readWebhook, verifySignature, type WebhookEvent } from '@shoro/chat2desk'
import { Hono, type Context } from 'hono'
import { currentTime } from '../clock.ts'
import type { Settings } from '../env.ts'
import type { Hooks } from '../hooks.ts'
import { pseudonym, type Logger } from '../log.ts'
import type { Metrics } from '../metrics.ts'
import { createLock } from '../secret.ts'
import { admit } from './admit.ts'
import { readBody } from './body.ts'
import type { Flood } from './flood.ts'
import type { Intake } from './intake.ts'
import type { Position } from './position.ts'

export interface WebhookOptions extends Intake {
  settings: Settings['chat2desk']
  flood: Flood
  /** Where it is noted how far messages were taken in; undefined = nowhere. */
  position?: Position | undefined
  /** Webhooks worked on at once; more are sent back to come again. Default 500. */
  maxInFlight?: number
  log: Logger
  metrics: Metrics
  at?: Hooks['at']
}

/**
 * `POST /webhook/chat2desk`, and with a secret only `POST /webhook/chat2desk/<secret>`. Answers 200 once the input is
 * durable or was dropped for good, 503 when it must come again, 400 with the reason for a body that can never be one.
 */
export function webhookRoutes(options: WebhookOptions): Hono {
  const { settings, flood, position, maxInFlight = 500, log, metrics } = options
  const routes = new Hono()
  let headersShown = false
  let inFlight = 0

  const receive = async (c: Context) => {
    const started = performance.now()
    const body = await readBody(c)
    if (!body.ok) {
      metrics.webhooks.inc({ outcome: 'unreadable' })
      return c.json({ success: false, error: body.reason }, body.status)
    }
    const signature = signatureOf(c, body.bytes, settings)
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
    const read = readWebhook(body.bytes)
    if (!read.ok) {
      metrics.webhooks.inc({ outcome: 'unreadable' })
      return c.json({ success: false, error: read.reason }, 400)
    }
    const { event } = read
    if (inFlight >= maxInFlight) {
      metrics.webhooks.inc({ outcome: 'overload' })
      position?.missed(event)
      return later(c, 'Too many messages arrive at once')
    }
    if (event.kind === 'delivery-status') tellOfRefusal(event, options)
    inFlight += 1
    try {
      const { outcome, what } = await admit(options, flood, event, currentTime())
      await options.at?.('before-answer', 'clientId' in event ? (event.clientId ?? '') : '')
      metrics.webhooks.inc({ outcome })
      metrics.acknowledge.observe((performance.now() - started) / 1000)
      if ('clientId' in event && event.clientId)
        log.debug({ conversation: pseudonym(event.clientId), outcome, what }, 'webhook')
      if (outcome === 'full') {
        position?.missed(event)
        return later(c, 'Too many messages of this client are waiting')
      }
      position?.taken(event)
      return c.json({ success: true })
    } catch (error) {
      metrics.webhooks.inc({ outcome: 'unstored' })
      position?.missed(event)
      log.error({ err: error }, 'webhook not stored')
      return later(c, 'The message cannot be stored right now')
    } finally {
      inFlight -= 1
    }
  }

  const { webhookSecret, previousWebhookSecret } = settings
  if (webhookSecret === undefined) {
    routes.post('/webhook/chat2desk', receive)
  } else {
    const opens = createLock([webhookSecret, previousWebhookSecret].filter((secret) => secret !== undefined))
    routes.post('/webhook/chat2desk/:secret', (c) => (opens(c.req.param('secret')) ? receive(c) : c.notFound()))
  }
  return routes
}

/** Chat2Desk tells of a reply's way only when the messenger refused it. Its words may name the customer's phone. */
function tellOfRefusal(
  { clientId, error, status }: WebhookEvent & { kind: 'delivery-status' },
  { log, metrics }: Pick<WebhookOptions, 'log' | 'metrics'>,
) {
  metrics.refused.inc()
  const words = (error ?? status ?? 'unknown').replace(/\+?\d(?:[ ()-]*\d){8,}/g, '…')
  log.warn(
    { ...(clientId !== null && { conversation: pseudonym(clientId) }), error: words },
    'a messenger refused a reply',
  )
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
