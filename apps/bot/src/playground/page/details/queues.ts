import { html, type TemplateResult } from 'lit-html'
import { conversation, page } from '../state.ts'
import { wordsIn } from '../words.ts'

/** What came in and waits, and what was decided and is not yet done. */
export function queues(): TemplateResult {
  const words = wordsIn(page.language)
  const { mailbox, outbox } = conversation() ?? {}
  return html`<h3>${words.mailbox} <span class="chip">${mailbox?.count ?? 0}</span></h3>
    ${
      mailbox && mailbox.count > 0
        ? html`<ol class="cards">
            ${mailbox.waiting.map(({ id, words: said }) => html`<li class="card"><span>${said ? `«${said}»` : ''}</span><code>${id}</code></li>`)}
          </ol>`
        : html`<p class="quiet">${words.emptyMailbox}</p>`
    }
    <h3>${words.outbox} <span class="chip">${outbox?.count ?? 0}</span></h3>
    ${
      outbox && outbox.count > 0
        ? html`<ol class="cards">
            ${outbox.waiting.map(
              ({ id, type, summary }) =>
                html`<li class="card">
                  <header><b>${type}</b><code>${id}</code></header>
                  <span>${summary}</span>
                </li>`,
            )}
          </ol>`
        : html`<p class="quiet">${words.emptyOutbox}</p>`
    }
    <p class="quiet note">${words.queuesHint}</p>`
}
