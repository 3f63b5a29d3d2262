import type { Fields } from '../../envelope.ts'
import { readId, wireId } from '../../id.ts'
import { invalid, notFound, refuse, success } from '../answer.ts'
import { readParams, textParam } from '../params.ts'
import type { Subscription } from '../subscriptions.ts'
import type { Api, World } from './world.ts'

export const serveWebhooks = (api: Api, { subscriptions, company, knobs }: World): void => {
  const missing = () => notFound('Webhook not found')

  api.get('/webhooks', (c) => success(c, [...subscriptions.items.values()].map(described)))

  api.get('/webhooks/:id', (c) => {
    const subscription = subscriptions.items.get(c.req.param('id'))
    return subscription ? success(c, described(subscription)) : refuse(c, missing(), knobs().errorsAs)
  })

  api.post('/webhooks', async (c) => {
    const params = await readParams(c)
    const url = textParam(params, 'url')
    if (url === null || !URL.canParse(url)) return refuse(c, invalid('url', 'is invalid'), knobs().errorsAs)
    const problem = subscriptions.whyNot(url, null)
    if (problem) return refuse(c, invalid(problem.field, problem.reason), knobs().errorsAs)
    return success(c, described(subscriptions.add(company.newId(), { ...changeOf(params), url })))
  })

  api.put('/webhooks/:id', async (c) => {
    const params = await readParams(c)
    const subscription = subscriptions.items.get(c.req.param('id'))
    if (!subscription) return refuse(c, missing(), knobs().errorsAs)
    if (params['url'] === null) {
      subscriptions.remove(subscription.id)
      return success(c)
    }
    const url = textParam(params, 'url')
    const problem = url === null ? null : subscriptions.whyNot(url, subscription.id)
    if (problem) return refuse(c, invalid(problem.field, problem.reason), knobs().errorsAs)
    Object.assign(subscription, changeOf(params), url === null ? {} : { url })
    if (params['status'] === 'enable') subscription.failingSince = null
    return success(c, described(subscription))
  })

  api.delete('/webhooks/:id', (c) =>
    subscriptions.remove(c.req.param('id')) ? success(c) : refuse(c, missing(), knobs().errorsAs),
  )
}

const described = (subscription: Subscription) => ({
  id: wireId(subscription.id),
  name: subscription.name,
  url: subscription.url,
  events: subscription.events,
  status: subscription.status,
  errors: subscription.errors,
  source: subscription.source,
  channels: subscription.channels.map(wireId),
})

const changeOf = (params: Fields): Partial<Subscription> => {
  const { name, events, channels, status } = params
  return {
    ...(typeof name === 'string' ? { name } : {}),
    ...(Array.isArray(events) ? { events: events.filter((event) => typeof event === 'string') } : {}),
    ...(Array.isArray(channels) ? { channels: channels.map(readId).filter((id) => id !== null) } : {}),
    ...(status === 'enable' || status === 'disable' ? { status } : {}),
  }
}
