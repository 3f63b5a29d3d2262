import type { WebhookEvent, WebhookMessage } from '../src/index.ts'

/** An inbox message about which nothing is known. */
export const text: WebhookMessage = {
  kind: 'message',
  hook: 'inbox',
  eventId: '',
  messageId: '',
  clientId: '',
  type: 'from_client',
  operatorId: null,
  text: null,
  truncated: false,
  transport: null,
  channelId: null,
  dialogId: null,
  requestId: null,
  media: [],
  location: null,
  client: { phone: null, name: null },
  isNewRequest: false,
  isNewClient: false,
  eventTime: null,
}

const hookNames = { inbox: 'inbox', outbox: 'outbox', imported: 'imported_message' }
const storage = 'https://storage-02.chat2desk.kz/companies/company_12097/messages/2026-9/'
const usualTime = Date.UTC(2026, 8, 18, 7, 0, 0, 123)
const at = (hours: number, minutes: number, seconds = 0) => Date.UTC(2026, 8, 18, hours, minutes, seconds)

const message = (messageId: string, rest: Partial<WebhookMessage>): WebhookMessage => {
  const made = { ...text, messageId, eventTime: usualTime, ...rest }
  return { ...made, eventId: `${hookNames[made.hook]}:${made.type}:${messageId}` }
}
const whatsapp = (messageId: string, rest: Partial<WebhookMessage> = {}) =>
  message(messageId, {
    clientId: '772300001',
    transport: 'wa_dialog',
    channelId: '91234',
    dialogId: '522300001',
    requestId: '880100001',
    client: { phone: '+77010000001', name: 'Айгуль' },
    ...rest,
  })
const telegram = (messageId: string, rest: Partial<WebhookMessage> = {}) =>
  message(messageId, {
    clientId: '772300002',
    transport: 'telegram',
    channelId: '91235',
    dialogId: '522300002',
    requestId: '880100002',
    client: { phone: null, name: 'Peter' },
    ...rest,
  })
const widget = (messageId: string, rest: Partial<WebhookMessage> = {}) =>
  message(messageId, {
    clientId: '772300004',
    transport: 'widget',
    channelId: '91237',
    dialogId: '522300004',
    requestId: '880100004',
    ...rest,
  })
const outbox = (messageId: string, rest: Partial<WebhookMessage>) =>
  whatsapp(messageId, { hook: 'outbox', type: 'to_client', ...rest })
const ignored = (hookType: string): WebhookEvent => ({ kind: 'ignored', hookType })

const about = { clientId: '772300001', dialogId: '522300001' }
const transferred = (minute: number, operatorId: string | null): WebhookEvent => ({
  kind: 'transferred',
  eventId: `dialog_transferred:880100001:2026-09-18T07:0${minute}:00`,
  ...about,
  operatorId,
  eventTime: at(7, minute),
})

const almaty = { lat: 43.238949, lon: 76.889709 }
const order = 'Здравствуйте, хочу заказать воду'

export const fixtureExpectations: Record<string, WebhookEvent> = {
  add_tag_to_client: ignored('add_tag_to_client'),
  add_tag_to_request: ignored('add_tag_to_request'),
  client_added_to_blacklist: ignored('client_added_to_blacklist'),
  client_updated: ignored('client_updated'),
  close_dialog: {
    kind: 'closed',
    what: 'dialog',
    eventId: 'close_dialog:880100001:2026-09-18T07:20:01',
    ...about,
    requestId: '880100001',
    operatorId: '311416',
    eventTime: at(7, 20, 1),
  },
  close_request: {
    kind: 'closed',
    what: 'request',
    eventId: 'close_request:880100001:2026-09-18T07:20:00',
    ...about,
    requestId: '880100001',
    operatorId: '311416',
    eventTime: at(7, 20),
  },
  comment: ignored('comment'),
  delete_tag_from_request: ignored('delete_tag_from_request'),
  dialog_transferred_no_operator: transferred(7, null),
  dialog_transferred_to_bot: transferred(6, '228522'),
  dialog_transferred_to_human: transferred(5, '311416'),
  imported_message_to_client: whatsapp('1907654620', {
    hook: 'imported',
    type: 'to_client',
    transport: 'wa_direct',
    operatorId: '40818',
    text: '(отправлено с телефона)',
    client: { phone: null, name: null },
    eventTime: at(7, 1),
  }),
  inbox_button_reply_label_as_text: widget('1907654400', { text: 'Подтвердить' }),
  inbox_button_reply_payload_as_text: widget('1907654401', { text: 'order:confirm:42' }),
  inbox_retried_duplicate: whatsapp('1907654321', { text: order }),
  inbox_stale_two_hours_old: whatsapp('1907654405', { text: 'алло?', eventTime: at(5, 0, 3) }),
  inbox_telegram_coordinates_lat_lon_comma: telegram('1907654390', { location: almaty }),
  inbox_telegram_first_official_2019: telegram('106773169', {
    text: 'Hello',
    clientId: '17340089',
    channelId: '17404',
    dialogId: null,
    requestId: '8725057',
    isNewRequest: true,
    eventTime: Date.UTC(2019, 6, 28, 23, 1, 40),
  }),
  inbox_telegram_text: telegram('1907654350', { text: '2' }),
  inbox_whatsapp_attachment_only: whatsapp('1907654383', {
    media: [{ kind: 'document', url: `${storage}dogovor.docx`, name: 'dogovor.docx' }],
  }),
  inbox_whatsapp_audio: whatsapp('1907654380', { media: [{ kind: 'voice', url: `${storage}voice_77aa.ogg` }] }),
  inbox_whatsapp_button_reply_guess: whatsapp('1907654402', { text: 'Подтвердить' }),
  inbox_whatsapp_coordinates_lon_lat_space: whatsapp('1907654391', { transport: 'wa_direct', location: almaty }),
  inbox_whatsapp_dialog_assigned_to_operator: whatsapp('1907654330', { operatorId: '311416', text: 'Когда привезут?' }),
  inbox_whatsapp_first_contact: whatsapp('1907654300', {
    text: order,
    dialogId: null,
    isNewRequest: true,
    isNewClient: true,
  }),
  inbox_whatsapp_text: whatsapp('1907654321', { text: order }),
  inbox_whatsapp_text_null_photo: whatsapp('1907654370', {
    media: [{ kind: 'photo', url: `${storage}photo_a1b2c3.jpg`, name: 'photo_a1b2c3.jpg' }],
  }),
  inbox_whatsapp_video: whatsapp('1907654381', { media: [{ kind: 'video', url: `${storage}video_88bb.mp4` }] }),
  inbox_widget_vendor_sample: widget('28780', {
    text: 'test7',
    clientId: '12568',
    channelId: '1',
    dialogId: '942',
    requestId: '5357',
    eventTime: Date.UTC(2025, 3, 3, 11, 50, 6, 984),
  }),
  new_client: ignored('new_client'),
  new_qr_code: ignored('new_qr_code'),
  new_request_common: {
    kind: 'request-opened',
    eventId: 'new_request:8891565:2026-09-18T07:00:00',
    ...about,
    requestId: '8891565',
    survey: false,
    eventTime: at(7, 0),
  },
  new_request_rating: {
    kind: 'request-opened',
    eventId: 'new_request:880100010:2026-09-18T07:30:00',
    ...about,
    requestId: '880100010',
    survey: true,
    eventTime: at(7, 30),
  },
  new_tag: ignored('new_tag'),
  new_ticket: ignored('new_ticket'),
  operator_status_updated: ignored('operator_status_updated'),
  outbox_autoreply_builtin_scenario: outbox('1907654520', { type: 'autoreply', text: 'Мы работаем с 9:00 до 18:00' }),
  outbox_bot_own_echo: outbox('1907654500', { operatorId: '228522', text: 'Сколько бутылей привезти?' }),
  outbox_human_operator: outbox('1907654510', {
    operatorId: '311416',
    text: 'Здравствуйте, это оператор Мария, я помогу',
  }),
  outbox_operator_official_2019: telegram('106773577', {
    hook: 'outbox',
    type: 'to_client',
    text: 'Hi',
    clientId: '17340089',
    operatorId: '41164',
    channelId: '17404',
    dialogId: '4324035',
    requestId: '8725095',
    eventTime: Date.UTC(2019, 6, 28, 23, 3, 11),
  }),
  outbox_operator_written_first: outbox('1907654550', {
    operatorId: '311416',
    text: 'Здравствуйте! Напоминаем о доставке',
    requestId: '880100009',
    isNewRequest: true,
  }),
  outbox_status_failed_guess: {
    kind: 'delivery-status',
    eventId: 'outbox_status:failed:1907654500',
    messageId: '1907654500',
    clientId: '772300001',
    status: 'failed',
    error: '(#131047) Re-engagement message',
    eventTime: at(7, 0, 2),
  },
  system_message: ignored('system_message'),
  ticket_deleted: ignored('ticket_deleted'),
}
