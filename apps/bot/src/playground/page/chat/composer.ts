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
        (text) => html`<button class="chip" type="button" @click=${() => void say({ text })}>${text}</button>`,
      )}
    </div>
  </div>`
}

export function composer(): TemplateResult {
  const words = wordsIn(page.language)
  const draft = page.drafts.get(page.chosen ?? '') ?? ''
  return html`<form class="composer" @submit=${submit}>
    <div class="attach" @keydown=${onMenuKey} @focusout=${closeWhenLeft}>
      <button
        class="button bare round"
        type="button"
        id="attach"
        title=${words.attach}
        aria-label=${words.attach}
        aria-haspopup="menu"
        aria-expanded=${page.attaching}
        @click=${toggle}
      >
        ${icon('attach')}
      </button>
      <div class="menu" role="menu" aria-label=${words.attach} ?hidden=${!page.attaching}>
        ${kinds.map(
          (kind) =>
            html`<button type="button" role="menuitem" tabindex="-1" data-media=${kind} @click=${() => attach(kind)}>
              ${icon(mediaIcons[kind])}${words[kind]}
            </button>`,
        )}
      </div>
    </div>
    <textarea
      id="words"
      rows="1"
      maxlength="4000"
      placeholder=${words.write}
      aria-label=${words.write}
      enterkeyhint="send"
      .value=${live(draft)}
      @input=${keepDraft}
      @keydown=${sendOnEnter}
    ></textarea>
    <button class="button main round" type="submit" title=${words.send} aria-label=${words.send}>
      ${icon('send')}
    </button>
  </form>`
}

function keepDraft(event: InputEvent): void {
  const { value } = event.target as HTMLTextAreaElement
  change((page) => void page.drafts.set(page.chosen ?? '', value))
}

function sendOnEnter(event: KeyboardEvent): void {
  if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return
  event.preventDefault()
  ;(event.target as HTMLTextAreaElement).form?.requestSubmit()
}

function submit(event: SubmitEvent): void {
  event.preventDefault()
  const text = (page.drafts.get(page.chosen ?? '') ?? '').trim()
  if (text === '') return
  change((page) => void page.drafts.delete(page.chosen ?? ''))
  void say({ text })
}

function attach(media: MediaKind): void {
  document.querySelector<HTMLElement>('#attach')?.focus()
  void say({ media })
}

function toggle(): void {
  change((page) => void (page.attaching = !page.attaching))
  if (page.attaching) requestAnimationFrame(() => requestAnimationFrame(() => items()[0]?.focus()))
}

function items(): HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>('.attach [role=menuitem]')]
}

function onMenuKey(event: KeyboardEvent): void {
  if (!page.attaching) return
  const all = items()
  const at = all.indexOf(document.activeElement as HTMLElement)
  if (event.key === 'ArrowDown') all[(at + 1) % all.length]?.focus()
  else if (event.key === 'ArrowUp') all[(at - 1 + all.length) % all.length]?.focus()
  else if (event.key === 'Escape') {
    change((page) => void (page.attaching = false))
    document.querySelector<HTMLElement>('#attach')?.focus()
  } else return
  event.preventDefault()
}

function closeWhenLeft(event: FocusEvent): void {
  const within = event.currentTarget as HTMLElement
  if (page.attaching && event.relatedTarget instanceof Node && !within.contains(event.relatedTarget))
    change((page) => void (page.attaching = false))
}
