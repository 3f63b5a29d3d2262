import { html, type TemplateResult } from 'lit-html'
import { repeat } from 'lit-html/directives/repeat.js'
import type { Customer } from '../../contract.ts'
import { choose, dismiss } from '../actions.ts'
import { page } from '../state.ts'
import { moveAmongTabs } from '../tabs.ts'
import { wordsIn } from '../words.ts'

export const transportNames: Readonly<Record<string, string>> = {
  telegram: 'Telegram',
  wa_dialog: 'WhatsApp',
  insta_direct: 'Instagram',
  viber: 'Viber',
  widget: 'Web chat',
}

export function customerTabs(): TemplateResult {
  return html`<div class="tabs" role="tablist" aria-label=${wordsIn(page.language).customers} @keydown=${onKey}>
    ${repeat(page.customers, ({ id }) => id, tab)}
  </div>`
}

function tab({ id, name }: Customer): TemplateResult {
  const isChosen = id === page.chosen
  const unread = page.unread.get(id) ?? 0
  return html`<button
    class="tab"
    type="button"
    role="tab"
    id="customer-${id}"
    data-customer=${id}
    aria-selected=${isChosen}
    aria-controls="chat"
    tabindex=${isChosen ? 0 : -1}
    @click=${() => choose(id)}
  >
    <span class="avatar" aria-hidden="true">${name.slice(0, 1)}</span>${name}
    ${unread > 0 ? html`<span class="unread">${unread}</span>` : ''}
  </button>`
}

function onKey(event: KeyboardEvent): void {
  if (event.key === 'Delete' && page.chosen !== undefined && page.customers.length > 1) dismiss(page.chosen)
  else moveAmongTabs(event)
}
