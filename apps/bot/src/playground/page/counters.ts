import { html, type TemplateResult } from 'lit-html'
import { conversation, page } from './state.ts'
import { wordsIn } from './words.ts'

/** The proof that nothing was lost or doubled, for the open conversation. */
export function counters(): TemplateResult {
  const words = wordsIn(page.language)
  const { counters, mailbox, outbox } = conversation() ?? {}
  const waiting = Math.max(0, (counters?.received ?? 0) - (counters?.taken ?? 0), mailbox?.count ?? 0)
  return html`<dl class="counters">
    ${counter('received', words.received, counters?.received)}
    ${counter('duplicates', words.duplicates, counters?.duplicates)}
    ${counter('waiting', words.waiting, waiting + (outbox?.count ?? 0))}
    ${counter('answered', words.answered, counters?.answered)}
    ${counter('orders', words.orders, counters?.orders, counters && counters.orders > 0 ? 'good' : '')}
    ${counter('buried', words.dead, counters?.buried, counters && counters.buried > 0 ? 'bad' : '')}
  </dl>`
}

function counter(name: string, label: string, count = 0, look = ''): TemplateResult {
  return html`<div class="counter ${look}" data-counter=${name}>
    <dt>${label}</dt>
    <dd>${count}</dd>
  </div>`
}
