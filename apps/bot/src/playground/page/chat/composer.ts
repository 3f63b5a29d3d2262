import { html, nothing, type TemplateResult } from 'lit-html'
import { live } from 'lit-html/directives/live.js'
import type { ConversationView, MediaKind } from '../../contract.ts'
import { say } from '../actions.ts'
import { icon, type IconName } from '../icon.ts'
import { change, page } from '../state.ts'
import { suggestionsFor } from '../suggestions.ts'
import { wordsIn } from '../words.ts'

export const mediaIcons: Readonly<Record<MediaKind, IconName>> = {
  location: 'pin',
  voice: 'voice',
  photo: 'photo',
  document: 'document',
  sticker: 'sticker',
  contact: 'contact',
}
const kinds = Object.keys(mediaIcons) as MediaKind[]

export function openers(view: ConversationView): TemplateResult | typeof nothing {
  if (view.chat.at(-1)?.buttons.length) return nothing
  const words = wordsIn(page.language)
  return html`<div class="openers" role="group" aria-label=${words.tryThis}>
    <div class="row">
      ${suggestionsFor(view).map(
        (text) =>
          html`<button class="chip" type="button" @click=${() => void say(view.customer.id, { text })}>
            ${text}
          </button>`,
      )}
    </div>
  </div>`
}

/** Where to write as a customer. */
export function composer(customer: string): TemplateResult {
  const words = wordsIn(page.language)
  const draft = page.drafts.get(customer) ?? ''
  const isOpen = page.attachingFor === customer
  const attach = (event: Event, media: MediaKind) => {
    opener(event).focus()
    void say(customer, { media })
  }
  const toggle = (event: Event) => {
    const { currentTarget } = event
    change((page) => void (page.attachingFor = isOpen ? undefined : customer))
    if (!isOpen) requestAnimationFrame(() => requestAnimationFrame(() => items(currentTarget)[0]?.focus()))
  }
  return html`<form class="composer" @submit=${(event: SubmitEvent) => submit(event, customer)}>
    <div class="attach" @keydown=${onMenuKey} @focusout=${closeWhenLeft}>
      <button
        class="button bare round opener"
        type="button"
        title=${words.attach}
        aria-label=${words.attach}
        aria-haspopup="menu"
        aria-expanded=${isOpen}
        @click=${toggle}
      >
        ${icon('attach')}
      </button>
      <div class="menu" role="menu" aria-label=${words.attach} ?hidden=${!isOpen}>
        ${kinds.map(
          (kind) =>
            html`<button
              type="button"
              role="menuitem"
              tabindex="-1"
              data-media=${kind}
              @click=${(event: Event) => attach(event, kind)}
            >
              ${icon(mediaIcons[kind])}${words[kind]}
            </button>`,
        )}
      </div>
    </div>
    <textarea
      rows="1"
      maxlength="4000"
      placeholder=${words.write}
      aria-label=${words.write}
      enterkeyhint="send"
      .value=${live(draft)}
      @input=${({ target }: InputEvent) =>
        change((page) => void page.drafts.set(customer, (target as HTMLTextAreaElement).value))}
      @keydown=${sendOnEnter}
    ></textarea>
    <button class="button main round" type="submit" title=${words.send} aria-label=${words.send}>
      ${icon('send')}
    </button>
  </form>`
}

function sendOnEnter(event: KeyboardEvent): void {
  if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return
  event.preventDefault()
  ;(event.target as HTMLTextAreaElement).form?.requestSubmit()
}

function submit(event: SubmitEvent, customer: string): void {
  event.preventDefault()
  const text = (page.drafts.get(customer) ?? '').trim()
  if (text === '') return
  change((page) => void page.drafts.delete(customer))
  void say(customer, { text })
}

function menuOf(place: EventTarget | null): HTMLElement | null {
  return place instanceof Element ? place.closest('.attach') : null
}

function items(place: EventTarget | null): HTMLElement[] {
  return [...(menuOf(place)?.querySelectorAll<HTMLElement>('[role=menuitem]') ?? [])]
}

function opener({ currentTarget }: Event): HTMLElement {
  return menuOf(currentTarget)?.querySelector('.opener') ?? document.body
}

function onMenuKey(event: KeyboardEvent): void {
  if (page.attachingFor === undefined) return
  const all = items(event.currentTarget)
  const at = all.indexOf(document.activeElement as HTMLElement)
  if (event.key === 'ArrowDown') all[(at + 1) % all.length]?.focus()
  else if (event.key === 'ArrowUp') all[(at - 1 + all.length) % all.length]?.focus()
  else if (event.key === 'Escape') {
    change((page) => void (page.attachingFor = undefined))
    opener(event).focus()
  } else return
  event.preventDefault()
}

function closeWhenLeft(event: FocusEvent): void {
  const within = event.currentTarget as HTMLElement
  if (page.attachingFor !== undefined && event.relatedTarget instanceof Node && !within.contains(event.relatedTarget))
    change((page) => void (page.attachingFor = undefined))
}
