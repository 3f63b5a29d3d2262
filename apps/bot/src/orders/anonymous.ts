/** What an order holds in place of whose it was. No client has an empty id. */
export const anonymous = {
  conversationId: '',
  clientId: '',
  address: '',
  phone: '',
  note: null,
  addressParts: null,
} as const
