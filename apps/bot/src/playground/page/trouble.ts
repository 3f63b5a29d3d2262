import { html, nothing, type TemplateResult } from 'lit-html'
import { trouble } from './actions.ts'
import { counters } from './counters.ts'
import { icon, type IconName } from './icon.ts'
import { told } from './notice.ts'
import { change, conversation, page } from './state.ts'
import { awaitsIn, suggestionsFor } from './suggestions.ts'
import { wordsIn } from './words.ts'

/** Controls that break something, and what came of it. */
export function troublePane(): TemplateResult {
  const words = wordsIn(page.language)
  const view = conversation()
  const customer = page.chosen ?? ''
  const draft = (page.drafts.get(customer) ?? '').trim()
  const [first, second] = view ? suggestionsFor(view) : ['', '']
  const text = draft === '' ? (view && awaitsIn(view) === 'confirmation' ? second : first) : draft
  const texts = [first, second] as const
  const pair = `«${first}», «${second}»`
  const twice = () => {
    change((page) => void page.drafts.delete(customer))
    return trouble('twice', { customer, text })
  }
  const killInside = () => trouble('worker-killed', { when: 'in-the-middle' })
  const { api, worker } = page.status ?? {}
  const isDown = api?.state === 'down'
  const isDead = worker?.state === 'killed'
  return html`<section class="pane trouble-pane" aria-label=${words.trouble}>
    <div class="head">
      <h2>${words.trouble}</h2>
      <p class="quiet">${words.troubleHint}</p>
    </div>
    ${counters()}
    <div class="troubles">
      ${group(
        words.webhooks,
        button('copies', words.twice, twice, `«${text}»`),
        button('shuffle', words.shuffled, () => trouble('shuffled', { customer, texts }), pair),
        button('again', words.atOnce, () => trouble('at-once', { customer, texts }), pair),
      )}
      ${group(
        words.service,
        isDown
          ? button('cloudOff', words.apiUpAgain, () => trouble('api-up', {}), '', secondsLeft(api.realUntil))
          : button('cloudOff', words.apiDown30, () => trouble('api-down', { seconds: 30 })),
        button('power', words.kill, () => trouble('worker-killed', { when: 'now' }), words.killHint, '', isDead),
        button('trouble', words.killInside, killInside, words.killInsideHint, '', isDead),
      )}
      ${group(
        words.operator,
        button('person', words.writes, () => trouble('operator-writes', { customer }), words.operatorWrites),
        button('close', words.leaves, () => trouble('operator-leaves', { customer }), words.operatorLeaves),
        html`<span class="quiet">${words.clock}</span>`,
        button('clock', words.forward30, () => trouble('time-forward', { minutes: 30 }), words.forward30Hint),
        button('clock', words.forward24, () => trouble('time-forward', { minutes: 24 * 60 }), words.forward24Hint),
      )}
    </div>
    <p class="outcome">${page.notice ? told(page.notice) : nothing}</p>
  </section>`
}

function group(title: string, ...buttons: TemplateResult[]): TemplateResult {
  return html`<h3>${title}</h3>
    <div class="row" role="group" aria-label=${title}>${buttons}</div>`
}

function button(
  name: IconName,
  label: string,
  act: () => Promise<void>,
  hint = '',
  aside = '',
  disabled = false,
): TemplateResult {
  return html`<button
    class="button"
    type="button"
    title=${hint || nothing}
    aria-label=${hint ? `${label}: ${hint}` : nothing}
    ?disabled=${disabled || page.chosen === undefined}
    @click=${() => void act()}
  >
    ${icon(name)}<span>${label}</span>${aside ? html`<span class="countdown">${aside}</span>` : nothing}
  </button>`
}

function secondsLeft(until: number | null): string {
  return until === null ? '' : `${Math.max(0, Math.ceil((until - Date.now()) / 1000))} s`
}
