import { html, nothing, type TemplateResult } from 'lit-html'
import { repeat } from 'lit-html/directives/repeat.js'
import type { ChatMessage, ConversationView } from '../../contract.ts'
import { say } from '../actions.ts'
import { icon } from '../icon.ts'
import { isBusy } from '../merge.ts'
import { page } from '../state.ts'
import { clockTime } from '../time.ts'
import { wordsIn } from '../words.ts'
import { composer, mediaIcons, openers } from './composer.ts'
import { transportNames } from './customer-tabs.ts'
import { isAtEnd } from './scroll.ts'

/** What one customer and the bot said, and where to write as the customer; `view` is undefined until it was read. */
export function chat(id: string, view: ConversationView | undefined): TemplateResult {
  const words = wordsIn(page.language)
  return html`${view ? who(view) : nothing}
    <div class="log" role="log" aria-live="polite" aria-label=${words.conversation} tabindex="0" data-log=${id}>
      <ol>
        ${view && view.chat.length === 0 ? html`<li class="aside">${words.emptyChat}</li>` : nothing}
        ${
          view
            ? repeat(
                view.chat,
                ({ id }) => id,
                (message) => said(message, view),
              )
            : nothing
        }
        ${
          view && isBusy(view)
            ? html`<li class="typing" aria-label=${words.typing}><i></i><i></i><i></i></li>`
            : nothing
        }
      </ol>
    </div>
    ${view ? openers(view) : nothing} ${composer(id)}`
}

function who({ customer, state }: ConversationView): TemplateResult {
  return html`<p class="who">
    <span>${transportNames[customer.transport] ?? customer.transport}</span>
    ${customer.phone === null ? nothing : html`<span>${customer.phone}</span>`}
    <span class="locale chip">${(state?.locale ?? customer.locale).toUpperCase()}</span>
  </p>`
}

function said(message: ChatMessage, view: ConversationView): TemplateResult {
  const words = wordsIn(page.language)
  const { from, text, media, at, buttons } = message
  if (from === 'service') return html`<li class="aside">${text}</li>`
  const newest = view.chat.findLast((other) => other.from === 'bot')
  return html`<li class="said fresh ${from}" data-from=${from}>
    <div class="bubble">
      ${from === 'operator' ? html`<p class="author">${words.operator}</p>` : nothing}
      ${media ? html`<p class="sent-thing">${icon(mediaIcons[media])}${words[media]}</p>` : nothing}
      ${text ? html`<p>${text}</p>` : nothing}
      <p class="meta">
        <time datetime=${new Date(at).toISOString()}>${clockTime(at)}</time>
        ${from === 'customer' ? ticks(message, view) : nothing}
      </p>
    </div>
    ${
      buttons.length > 0
        ? html`<div class="choices">
            ${buttons.map(
              (label) =>
                html`<button
                  class="button"
                  type="button"
                  ?disabled=${message !== newest}
                  @click=${() => void say(view.customer.id, { button: label })}
                >
                  ${label}
                </button>`,
            )}
          </div>`
        : nothing
    }
  </li>`
}

/** One tick: in the mailbox. Two: worked on. */
function ticks({ id }: ChatMessage, { timeline, counters }: ConversationView): TemplateResult {
  const words = wordsIn(page.language)
  const isOf = (input: string) => input === id || input.endsWith(`:${id}`)
  const isIn = timeline.some((entry) => entry.type === 'received' && isOf(entry.input))
  // Several messages of one breath are one step, which has the name of one of them.
  const isAllTaken = isIn && counters.taken >= counters.received
  const isTaken = isAllTaken || timeline.some((entry) => entry.type === 'turn' && isOf(entry.input.id))
  const [name, label] = isTaken
    ? (['checks', words.read] as const)
    : isIn
      ? (['check', words.taken] as const)
      : (['clock', words.sent] as const)
  return html`<span role="img" aria-label=${label} title=${label}>${icon(name)}</span>`
}

/** How each log stood when it was drawn last. */
const seen = new WeakMap<HTMLElement, { id: string; key: string; height: number; end: number }>()

/** Keeps the newest message of each chat in view, unless somebody reads further up. */
export function scrollToNewest(): void {
  for (const log of document.querySelectorAll<HTMLElement>('.log')) {
    const id = log.dataset['log'] ?? ''
    const count = page.conversations.get(id)?.chat.length ?? 0
    const key = `${id} ${count} ${log.querySelector('.typing') ? 1 : 0}`
    const before = seen.get(log)
    if (before?.key === key && before.height === log.clientHeight) continue
    if (isAtEnd(log, before?.id === id ? before.end : undefined)) log.scrollTop = log.scrollHeight
    seen.set(log, { id, key, height: log.clientHeight, end: log.scrollHeight - log.clientHeight })
  }
}
