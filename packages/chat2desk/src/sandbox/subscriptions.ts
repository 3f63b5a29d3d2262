export type Subscription = {
  id: string
  name: string
  url: string
  events: string[]
  status: 'enable' | 'disable'
  errors: { text: string; created_at: number }[]
  source: string
  channels: string[]
  failingSince: number | null
}

export const allEvents = [
  'inbox',
  'outbox',
  'outbox_status',
  'imported_message',
  'comment',
  'system_message',
  'new_client',
  'client_updated',
  'new_request',
  'close_request',
  'close_dialog',
  'dialog_transferred',
]

const maxSubscriptions = 5

export type Subscriptions = ReturnType<typeof createSubscriptions>

export const createSubscriptions = () => {
  const items = new Map<string, Subscription>()
  return {
    items: items as ReadonlyMap<string, Subscription>,
    whyNot: (url: string, exceptId: string | null): { field: string; reason: string } | null => {
      const taken = [...items.values()].some((item) => item.url === url && item.id !== exceptId)
      if (taken) return { field: 'url', reason: 'This url is already used' }
      return exceptId === null && items.size >= maxSubscriptions
        ? { field: 'webhook', reason: 'Limit of webhooks is reached' }
        : null
    },
    add: (id: string, input: Partial<Subscription> & { url: string }): Subscription => {
      const subscription: Subscription = {
        id,
        name: input.name ?? 'sandbox',
        url: input.url,
        events: input.events ?? allEvents,
        status: input.status ?? 'enable',
        errors: [],
        source: 'api',
        channels: input.channels ?? [],
        failingSince: null,
      }
      items.set(id, subscription)
      return subscription
    },
    remove: (id: string) => items.delete(id),
    clear: () => items.clear(),
    wanting: (hookType: string, channelId: string): Subscription[] =>
      [...items.values()].filter(
        ({ status, events, channels }) =>
          status === 'enable' && events.includes(hookType) && (channels.length === 0 || channels.includes(channelId)),
      ),
    noteSuccess: (subscription: Subscription) => {
      subscription.failingSince = null
    },
    noteFailure: (subscription: Subscription, text: string, disableAfterMs: number) => {
      const now = Date.now()
      subscription.errors = [...subscription.errors.slice(-19), { text, created_at: Math.floor(now / 1000) }]
      subscription.failingSince ??= now
      if (now - subscription.failingSince >= disableAfterMs) subscription.status = 'disable'
    },
  }
}
