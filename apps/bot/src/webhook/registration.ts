import { isRefused, type Chat2Desk } from '@shoro/chat2desk'
import type { Logger } from '../log.ts'
import type { Call } from './missed-messages.ts'

/** The events that the bot needs to hear of. */
export const neededEvents = [
  'inbox',
  'outbox',
  'outbox_status',
  'imported_message',
  'new_request',
  'close_request',
  'close_dialog',
  'dialog_transferred',
] as const

/**
 * Sees to it that Chat2Desk sends its webhooks to `url`: one that was switched off is switched on, a missing one is made,
 * one that works is left as it is. Throws if Chat2Desk does not answer; a refusal is logged, it will not change by itself.
 */
export async function keepWebhook(api: Chat2Desk, call: Call, url: string, log: Logger): Promise<void> {
  try {
    const found = (await call(() => api.listWebhooks())).find((webhook) => webhook.url === url)
    if (!found) {
      await call(() => api.createWebhook({ name: 'Shoro bot', url, events: neededEvents, enabled: true }))
      log.warn('Chat2Desk had no webhook of this bot: made one')
      return
    }
    if (!found.enabled) {
      await call(() => api.updateWebhook(found.webhookId, { enabled: true }))
      log.warn({ errors: found.errors.slice(-3) }, 'Chat2Desk had switched the webhook off: switched it on again')
    }
    const missing = neededEvents.filter((event) => !found.events.includes(event))
    if (missing.length > 0) log.warn({ missing }, 'the webhook at Chat2Desk lacks events that the bot needs')
  } catch (error) {
    if (!isRefused(error) || (error.kind !== 'invalid' && error.kind !== 'not-found')) throw error
    log.error({ reason: error.message.replaceAll(url, '<webhook>') }, 'Chat2Desk refuses to register the webhook')
  }
}
