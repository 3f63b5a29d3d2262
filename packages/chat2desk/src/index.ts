export { authorOf, heldByHuman, type Author, type BotTraces } from './author.ts'
export {
  createChat2Desk,
  type Chat2Desk,
  type Chat2DeskOptions,
  type DialogChange,
  type MessageQuery,
  type WebhookInput,
} from './client.ts'
export {
  Chat2DeskRefused,
  Chat2DeskUnanswered,
  isRefused,
  isUnanswered,
  type RefusalKind,
  type SilenceKind,
} from './errors.ts'
export { type Id } from './id.ts'
export { type ApiInfo, type Dialog, type ListedMessage, type Operator, type Webhook } from './listing.ts'
export { type Location } from './location.ts'
export { type Media } from './media.ts'
export { type Button, type OutgoingMessage, type SentMessage } from './message.ts'
export { sign, verifySignature, type SignatureKey, type SignedRequest } from './signature.ts'
export { cleanText } from './text.ts'
export { type WebhookEvent, type WebhookMessage } from './webhook-event.ts'
export { readWebhook } from './webhook.ts'
