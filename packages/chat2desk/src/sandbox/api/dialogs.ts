import { readId, wireId } from '../../id.ts'
import { bare, invalid, notFound, page, refuse, success } from '../answer.ts'
import type { Company, Dialog } from '../company.ts'
import { readParams } from '../params.ts'
import { isOperator } from '../people.ts'
import { listed, nullableId } from './messages.ts'
import type { Api, World } from './world.ts'

export const serveDialogs = (api: Api, { company, desk, knobs }: World): void => {
  api.get('/dialogs', (c) => {
    const query = c.req.query()
    const wanted = [...company.dialogs.values()].filter(
      ({ state, operatorId }) =>
        (query['state'] === undefined || query['state'] === state) &&
        (query['operator_id'] === undefined || query['operator_id'] === operatorId),
    )
    if (query['order'] === 'desc') wanted.reverse()
    const { items, meta } = page(wanted, query)
    return success(
      c,
      items.map((dialog) => described(dialog, company)),
      meta,
    )
  })

  api.get('/dialogs/:id', (c) => {
    const dialog = company.dialogs.get(c.req.param('id'))
    return dialog ? success(c, described(dialog, company)) : refuse(c, notFound(), knobs().errorsAs)
  })

  api.put('/dialogs/:id', async (c) => {
    const params = await readParams(c)
    const { errorsAs, botOperatorId } = knobs()
    const dialog = company.dialogs.get(c.req.param('id'))
    if (!dialog) return refuse(c, notFound(), errorsAs)
    const operatorId = readId(params['operator_id'])
    if (operatorId !== null && !isOperator(operatorId, botOperatorId))
      return refuse(c, invalid('operator_id', 'Operator not found'), errorsAs)
    const state = params['state']
    if (state === 'closed') {
      if (dialog.state === 'closed') return refuse(c, invalid('state', 'Dialog already has state closed'), errorsAs)
      desk.close(dialog)
      return success(c)
    }
    if (state === 'open') desk.open(dialog)
    if (operatorId !== null) desk.transfer(dialog, operatorId)
    return success(c)
  })

  api.put('/requests/close', async (c) => {
    const client = company.clients.get(readId((await readParams(c))['client_id']) ?? '')
    const dialog = company.dialogs.get(client?.dialogId ?? '')
    if (!dialog) return refuse(c, notFound({ client: ['client not found'] }), knobs().errorsAs)
    if (dialog.state === 'open') desk.close(dialog)
    return success(c)
  })

  api.get('/requests/:id', (c) => {
    const request = company.requests.get(c.req.param('id'))
    if (!request) return refuse(c, notFound(), knobs().errorsAs)
    return success(c, {
      id: wireId(request.id),
      dialog_id: wireId(request.dialogId),
      client_id: wireId(request.clientId),
    })
  })

  api.get('/requests/:id/messages', (c) => {
    const request = company.requests.get(c.req.param('id'))
    if (!request) return refuse(c, notFound(), knobs().errorsAs)
    const messages = (company.dialogs.get(request.dialogId)?.messageIds ?? [])
      .map((id) => company.messages.get(id))
      .filter((message) => message?.requestId === request.id)
      .filter((message) => message !== undefined)
    return bare(
      c,
      messages.map((message) => ({
        id: wireId(message.id),
        text: message.text,
        transport: message.transport,
        type: message.type === 'from_client' ? 'in' : message.type === 'system' ? 'system' : 'out',
        read: 1,
        created: Math.floor(message.at / 1000),
        clientID: wireId(message.clientId),
        operatorID: nullableId(message.operatorId),
        channelID: wireId(message.channelId),
        companyID: 12097,
        dialogID: nullableId(message.dialogId),
        extra_data: { system_type: null },
      })),
    )
  })
}

export const described = (dialog: Dialog, company: Company) => {
  const last = company.messages.get(dialog.messageIds.at(-1) ?? '')
  return {
    id: wireId(dialog.id),
    state: dialog.state,
    begin: `${new Date(dialog.begin).toISOString().slice(0, 19)} UTC`,
    end: dialog.end === null ? null : `${new Date(dialog.end).toISOString().slice(0, 19)} UTC`,
    operator_id: nullableId(dialog.operatorId),
    last_message: last ? listed(last) : null,
    last_request_id: nullableId(dialog.lastRequestId),
    messages: dialog.messageIds.length,
  }
}
