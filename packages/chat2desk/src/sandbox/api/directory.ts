import { readId, wireId } from '../../id.ts'
import { stringifyExact } from '../../exact-json.ts'
import { bare, invalid, notFound, page, refuse, success } from '../answer.ts'
import { channels, groups, operators, type Client } from '../company.ts'
import { readParams, textParam } from '../params.ts'
import { newClient } from '../people.ts'
import { described } from './dialogs.ts'
import type { Api, World } from './world.ts'

export const serveDirectory = (api: Api, world: World): void => {
  const { company, knobs, clock } = world
  const clientNotFound = (id: string) => notFound({ client: [`Client ${id} not found`] })

  api.get('/clients', (c) => {
    const query = c.req.query()
    const phone = query['phone']
    const wanted = [...company.clients.values()].filter(
      ({ address, clientPhone }) => phone === undefined || phone === address || phone === clientPhone,
    )
    const { items, meta } = page(wanted, query)
    return success(c, items.map(card), meta)
  })

  api.post('/clients', async (c) => {
    const params = await readParams(c)
    const transport = textParam(params, 'transport') ?? ''
    if (!channels.some(({ transports }) => transports.includes(transport)))
      return refuse(c, invalid('transport', 'Transport is incorrect'), knobs().errorsAs)
    const channelId = readId(params['channel_id'])
    if (channelId !== null && !channels.some(({ id }) => id === channelId))
      return refuse(c, invalid('channel_id', 'Channel not found'), knobs().errorsAs)
    const phone = readId(params['phone']) ?? textParam(params, 'phone') ?? ''
    if (phone === '') return refuse(c, invalid('phone', "can't be blank"), knobs().errorsAs)
    const name = textParam(params, 'nickname')
    const client = newClient(company, { transport, phone, ...(name === null ? {} : { name }) }, clock())
    const twin = [...company.clients.values()].find(
      (other) => other.address === client.address && other.transport === transport,
    )
    if (twin) {
      const errors = { client: ['Client already exist', stringifyExact({ id: wireId(twin.id) })] }
      return refuse(c, { status: 400, message: 'invalid parameters', errors }, knobs().errorsAs)
    }
    company.addClient(client)
    return success(c, card(client))
  })

  api.get('/clients/:id', (c) => {
    const client = company.clients.get(c.req.param('id'))
    return client ? success(c, card(client)) : refuse(c, clientNotFound(c.req.param('id')), knobs().errorsAs)
  })

  api.put('/clients/:id', async (c) => {
    const client = company.clients.get(c.req.param('id'))
    if (!client) return refuse(c, clientNotFound(c.req.param('id')), knobs().errorsAs)
    client.name = textParam(await readParams(c), 'nickname') ?? client.name
    return success(c)
  })

  api.get('/clients/:id/dialogs', (c) => {
    const dialog = company.dialogs.get(company.clients.get(c.req.param('id'))?.dialogId ?? '')
    return success(c, dialog ? [described(dialog, company)] : [])
  })

  api.get('/operators', (c) => {
    const bot = {
      id: knobs().botOperatorId,
      first_name: 'Бот',
      last_name: '',
      email: 'bot@example.com',
      role: 'operator',
    }
    const all = [...operators, bot].map((item) => ({
      ...item,
      id: wireId(item.id),
      online: 1,
      status_id: 1,
      status: 'enabled',
    }))
    const { items, meta } = page(all, c.req.query())
    return success(c, items, meta)
  })

  api.get('/operators/statuses', (c) =>
    bare(c, [
      { id: 1, name: { ru: 'Онлайн', en: 'Online' } },
      { id: 2, name: { ru: 'Занят', en: 'Busy' } },
    ]),
  )

  api.get('/operators_groups', (c) =>
    success(
      c,
      groups.map(({ id, name, operatorIds }) => ({ id: wireId(id), name, operator_ids: operatorIds.map(wireId) })),
    ),
  )

  api.get('/channels', (c) => {
    const { items, meta } = page(channels, c.req.query())
    return success(
      c,
      items.map((channel) => ({ ...channel, id: wireId(channel.id) })),
      meta,
    )
  })

  api.get('/companies/api_info', (c) =>
    success(c, {
      companyID: 12097,
      partnerID: 1,
      company_name: 'Вода',
      admin_email: 'admin@example.com',
      mode: 'full',
      hook: null,
      current_version: 1,
      requests_this_month: company.apiCalls(),
      channels: channels.length,
    }),
  )

  api.get('/custom_client_fields', (c) =>
    bare(c, { data: [{ id: 12, name: 'Бутылей', type: 'number' }], status: 'ok' }),
  )
}

const card = (client: Client) => ({
  id: wireId(client.id),
  name: client.name,
  assigned_name: null,
  phone: client.address,
  client_phone: client.clientPhone,
  external_id: null,
  custom_fields: {},
  channels: [{ id: wireId(client.channelId), transports: [client.transport] }],
  tags: [],
})
