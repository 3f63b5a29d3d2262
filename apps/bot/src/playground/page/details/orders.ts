import { html, nothing, type TemplateResult } from 'lit-html'
import type { OrderView } from '../../contract.ts'
import { icon } from '../icon.ts'
import { conversation, page } from '../state.ts'
import { dayAndTime } from '../time.ts'
import { wordsIn } from '../words.ts'
import { empty } from './empty.ts'

/** The customer's rows in the table of orders, newest first. */
export function orders(): TemplateResult {
  const words = wordsIn(page.language)
  const placed = conversation()?.orders ?? []
  if (placed.length === 0) return empty(words.noOrders, words.noOrdersHint)
  return html`<ol class="cards">
    ${placed.toReversed().map(order)}
  </ol>`
}

function order({ number, address, phone, bottles, note, empties, status, realCreatedAt }: OrderView): TemplateResult {
  const words = wordsIn(page.language)
  return html`<li class="card order" data-order=${number}>
    <header>
      ${icon('order')}<b>№ ${number}</b
      ><span class="chip ${status === 'cancelled' ? 'bad' : 'good'}">${words.statuses[status]}</span>
      <time class="quiet" datetime=${new Date(realCreatedAt).toISOString()}>${dayAndTime(realCreatedAt)}</time>
    </header>
    <dl class="facts">
      <dt>${words.address}</dt>
      <dd>${address}</dd>
      <dt>${words.phoneShort}</dt>
      <dd>${phone}</dd>
      <dt>${words.bottlesCount}</dt>
      <dd>${bottles}</dd>
      ${
        empties === null
          ? nothing
          : html`<dt>${words.empties}</dt>
              <dd>${empties}</dd>`
      }
      ${
        note === null
          ? nothing
          : html`<dt>${words.note}</dt>
              <dd>${note}</dd>`
      }
    </dl>
  </li>`
}
