import { html, nothing, type TemplateResult } from 'lit-html'
import { icon } from './icon.ts'
import { change, page } from './state.ts'
import { wordsIn } from './words.ts'

/**
 * What the latest trouble did, or what went wrong: read out wherever one is. What went wrong is shown too where the pane
 * that shows it is out of sight.
 */
export function notice(): TemplateResult {
  const words = wordsIn(page.language)
  return html`<div class="notice" role="status">
    ${
      page.notice
        ? html`${told(page.notice)}<button
              class="button bare round"
              type="button"
              title=${words.close}
              aria-label=${words.close}
              @click=${() => change((page) => void (page.notice = undefined))}
            >
              ${icon('close')}
            </button>`
        : nothing
    }
  </div>`
}

/** A notice in one line: whether it went well, and what came of it. */
export function told({ text, bad }: NonNullable<typeof page.notice>): TemplateResult {
  const words = wordsIn(page.language)
  return html`<span class="chip ${bad ? 'bad' : 'accent'}">${bad ? words.failed : words.done}</span
    ><span class="did" title=${text}>${text}</span>`
}
