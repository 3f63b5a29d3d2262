import type { Settings } from './env.ts'
import type { Logger } from './log.ts'

/** Settings with which the bot runs, but not as one that meets real customers should. */
export function warnOfSettings({ operatorToken, chat2desk }: Settings, log: Pick<Logger, 'warn'>): void {
  if (!operatorToken) log.warn('OPERATOR_TOKEN is not set: the operator interface lets nobody in')
  else if (operatorToken.length < 16)
    log.warn('OPERATOR_TOKEN is short enough to be guessed: use 16 characters or more')
  if (!chat2desk.webhookSecret)
    log.warn('CHAT2DESK_WEBHOOK_SECRET is not set: anybody who finds the webhook can write as any customer')
  if (chat2desk.operatorIds.length === 0)
    log.warn('CHAT2DESK_OPERATOR_ID is not set: an operator who writes what the bot has just said is taken for the bot')
}
