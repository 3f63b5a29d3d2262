import { html, nothing, type TemplateResult } from 'lit-html'
import type { Customer } from '../../contract.ts'
import { choose, dismiss } from '../actions.ts'
import { icon } from '../icon.ts'
import { page } from '../state.ts'
import { wordsIn } from '../words.ts'
import { chat } from './chat.ts'

/** A customer's chat beside others. The one that is used becomes the one whose flow and details are shown. */
export function column({ id, name }: Customer): TemplateResult {
  const words = wordsIn(page.language)
  const isChosen = id === page.chosen
  const use = () => {
    if (page.chosen !== id) choose(id)
  }
  return html`<section
    class="chat column ${isChosen ? 'chosen' : ''}"
    aria-label=${name}
    aria-current=${isChosen}
    data-column=${id}
    @focusin=${use}
    @pointerdown=${use}
  >
    <header>
      <span class="avatar" aria-hidden="true">${name.slice(0, 1)}</span>
      <h3>${name}</h3>
      ${
        page.customers.length > 1
          ? html`<button
              class="button bare round"
              type="button"
              title=${words.close}
              aria-label="${words.close}: ${name}"
              @click=${() => dismiss(id)}
            >
              ${icon('close')}
            </button>`
          : nothing
      }
    </header>
    ${chat(id, page.conversations.get(id))}
  </section>`
}
