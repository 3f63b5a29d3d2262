import { html, nothing, type TemplateResult } from 'lit-html'
import { repeat } from 'lit-html/directives/repeat.js'
import { invite } from '../actions.ts'
import { icon } from '../icon.ts'
import { rememberSideBySide } from '../memory.ts'
import { isSideBySide } from '../room.ts'
import { change, conversation, page } from '../state.ts'
import { wordsIn } from '../words.ts'
import { chat } from './chat.ts'
import { column } from './column.ts'
import { customerTabs } from './customer-tabs.ts'

export function chatPane(): TemplateResult {
  const words = wordsIn(page.language)
  return html`<section class="pane chat-pane" aria-label=${words.chat}>
    <div class="customers">
      ${isSideBySide() ? html`<h2 class="title">${words.customers}</h2>` : customerTabs()}
      <button
        class="button bare round wide-only"
        type="button"
        id="side-by-side"
        title=${words.sideBySide}
        aria-label=${words.sideBySide}
        aria-pressed=${page.sideBySide}
        @click=${toggle}
      >
        ${icon('columns')}
      </button>
      <button
        class="button bare round"
        type="button"
        title=${words.newCustomer}
        aria-label=${words.newCustomer}
        @click=${invite}
      >
        ${icon('plus')}
      </button>
    </div>
    ${isSideBySide() ? columns() : oneChat()}
  </section>`
}

function columns(): TemplateResult {
  return html`<div class="columns">${repeat(page.customers, ({ id }) => id, column)}</div>`
}

function oneChat(): TemplateResult {
  const id = page.chosen ?? ''
  return html`<div id="chat" class="chat chosen" role="tabpanel" aria-labelledby="customer-${id}">
    ${page.chosen === undefined ? nothing : chat(page.chosen, conversation())}
  </div>`
}

function toggle(): void {
  change((page) => {
    page.sideBySide = !page.sideBySide
    if (page.sideBySide) page.unread.clear()
    // Alone nobody can be compared with.
    if (page.sideBySide && page.customers.length < 2) invite()
    rememberSideBySide()
  })
}
