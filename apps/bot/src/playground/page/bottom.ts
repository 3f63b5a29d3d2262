import { html, type TemplateResult } from 'lit-html'
import { look } from './actions.ts'
import { icon, type IconName } from './icon.ts'
import { page, type View } from './state.ts'
import { wordsIn } from './words.ts'

/** Where there is room for one pane only: which one. */
export function bottom(): TemplateResult {
  const words = wordsIn(page.language)
  return html`<nav class="bottom" aria-label=${words.panes}>
    ${button('chat', 'answer', words.chat)} ${button('flow', 'flow', words.flow)}
    ${button('details', 'list', words.details)} ${button('trouble', 'trouble', words.trouble)}
  </nav>`
}

function button(view: View, name: IconName, label: string): TemplateResult {
  const unread = view === 'chat' ? [...page.unread.values()].reduce((sum, count) => sum + count, 0) : 0
  return html`<button type="button" data-view=${view} aria-current=${page.view === view} @click=${() => look(view)}>
    ${icon(name)}<span>${label}${unread > 0 ? html` <span class="unread">${unread}</span>` : ''}</span>
  </button>`
}
