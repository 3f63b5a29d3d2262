import { html, type TemplateResult } from 'lit-html'
import { change, conversation, page, type DetailsTab } from '../state.ts'
import { moveAmongTabs } from '../tabs.ts'
import { wordsIn } from '../words.ts'
import { happened } from './happened.ts'
import { orders } from './orders.ts'
import { queues } from './queues.ts'
import { snapshot } from './snapshot.ts'

const panels: Readonly<Record<DetailsTab, () => TemplateResult>> = { happened, snapshot, queues, orders }

export function detailsPane(): TemplateResult {
  const words = wordsIn(page.language)
  const view = conversation()
  return html`<section class="pane details-pane" aria-label=${words.details}>
    <div class="tabs" role="tablist" aria-label=${words.details} @keydown=${moveAmongTabs}>
      ${tab('happened', words.happened)} ${tab('snapshot', words.snapshot)}
      ${tab('queues', words.queues, (view?.mailbox.count ?? 0) + (view?.outbox.count ?? 0))}
      ${tab('orders', words.orders, view?.orders.length)}
    </div>
    <div id="panel" class="panel" role="tabpanel" aria-labelledby="tab-${page.tab}" tabindex="0">
      ${panels[page.tab]()}
    </div>
  </section>`
}

function tab(name: DetailsTab, label: string, count = 0): TemplateResult {
  const isChosen = page.tab === name
  return html`<button
    class="tab"
    type="button"
    role="tab"
    id="tab-${name}"
    aria-selected=${isChosen}
    aria-controls="panel"
    tabindex=${isChosen ? 0 : -1}
    @click=${() => change((page) => void (page.tab = name))}
  >
    ${label}${count > 0 ? html`<span class="chip">${count}</span>` : ''}
  </button>`
}
