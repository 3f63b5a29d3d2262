import { html, nothing, type TemplateResult } from 'lit-html'
import { repeat } from 'lit-html/directives/repeat.js'
import type { FeedEntry, TurnNews } from '../../contract.ts'
import { icon, type IconName } from '../icon.ts'
import { conversation, page } from '../state.ts'
import { clockTimeExact, span } from '../time.ts'
import { wordsIn } from '../words.ts'
import { cardsOf, type Card } from './cards.ts'
import { empty } from './empty.ts'

export function happened(): TemplateResult {
  const words = wordsIn(page.language)
  const cards = cardsOf(conversation()?.timeline ?? [], page.news)
  if (cards.length === 0) return empty(words.nothingYet, words.nothingYetHint)
  return html`<ol class="turns">
    ${repeat(
      cards,
      ({ key }) => key,
      (card) => (isGeneral(card) ? general(card) : turn(card)),
    )}
  </ol>`
}

function isGeneral({ entries }: Card): boolean {
  return entries.every(({ conversation }) => conversation === null)
}

function general({ entries }: Card): TemplateResult {
  return html`<li class="turn general">
    <ul class="steps">
      ${entries.map(generalStep)}
    </ul>
  </li>`
}

function generalStep(entry: FeedEntry): TemplateResult | typeof nothing {
  const words = wordsIn(page.language)
  if (entry.type === 'trouble') return step('trouble', 'warn', entry.did[page.language])
  if (entry.type === 'worker') {
    const isDead = entry.worker.state === 'killed'
    return step(
      'power',
      isDead ? 'bad' : 'good',
      `${isDead ? words.workerDown : words.workerUp} (${entry.worker.generation})`,
    )
  }
  if (entry.type === 'api') {
    const isDown = entry.api.state === 'down'
    return step(
      'cloudOff',
      isDown ? 'bad' : 'good',
      html`${isDown ? words.apiDown : words.apiUp}${
        entry.api.breaker === 'closed' ? nothing : html` · ${words.breaker}: <code>${entry.api.breaker}</code>`
      }`,
    )
  }
  if (entry.type === 'clock') return step('clock', 'accent', `${words.clock} +${span(entry.offsetMs)}`)
  return nothing
}

function turn({ at, entries }: Card): TemplateResult {
  const [first] = entries
  return html`<li class="turn">
    <header>
      <strong>${first ? title(first, entries) : ''}</strong>
      <time datetime=${new Date(at).toISOString()}>${clockTimeExact(at)}</time>
    </header>
    <ul class="steps">
      ${entries.map(steps)}
    </ul>
  </li>`
}

function title(first: FeedEntry, entries: readonly FeedEntry[]): TemplateResult | string {
  const words = wordsIn(page.language)
  const turn = entries.find((entry) => entry.type === 'turn')
  const said = first.type === 'received' ? first.words : turn?.input.kind === 'message' ? turn.input.words : null
  if (said) return html`«${wordsInChat(first.type === 'received' ? first.input : turn?.input.id) ?? said}»`
  if (first.type === 'told') return html`<code>${first.event}</code>`
  if (turn?.input.kind === 'timer')
    return html`${words.timerFired} <code>${turn.timers.fired ?? turn.event.type}</code>`
  return html`<code>${turn?.event.type ?? words.withoutWords}</code>`
}

/** A pressed button comes in as its payload; in the chat it has its label. */
function wordsInChat(input = ''): string | null | undefined {
  return conversation()?.chat.find(({ id }) => input.endsWith(`:${id}`))?.text
}

function steps(entry: FeedEntry): TemplateResult | readonly TemplateResult[] | typeof nothing {
  const words = wordsIn(page.language)
  if (entry.type === 'turn') return turnSteps(entry)
  if (entry.type === 'received' || entry.type === 'told') {
    if (entry.outcome === 'duplicate') return step('copies', 'good', words.duplicate)
    return entry.outcome === 'full' ? step('fail', 'bad', words.full) : nothing
  }
  if (entry.type === 'effect') {
    const name = html`<code>${entry.effectType}</code>`
    if (entry.what === 'delivered')
      return step(
        'check',
        'good',
        html`${name} ${words.delivered}${entry.attempt > 1 ? ` (${words.attempt} ${entry.attempt})` : ''}`,
      )
    if (entry.what === 'postponed')
      return step('clock', 'warn', html`${name} ${words.postponed} ${clockTimeExact(entry.againAt)}: ${entry.reason}`)
    return step('fail', 'bad', html`${name} ${words.buriedEffect}: ${entry.reason}`)
  }
  if (entry.type === 'order')
    return step(
      'order',
      'good',
      html`<b>${words.order} ${entry.number === null ? '' : `№ ${entry.number}`}</b> ${words.orderNews[entry.what]}`,
    )
  if (entry.type === 'webhook') return webhook(entry)
  if (entry.type === 'rejected') return step('fail', 'bad', `${words.rejected}: ${entry.reason}`)
  if (entry.type === 'parked') return step('fail', 'bad', `${words.parked}: ${entry.reason}`)
  if (entry.type === 'fenced') return step('again', 'warn', words.fenced)
  return nothing
}

/** What the door answered; the body as it came, for who wants to see it. */
function webhook({ status, error, attempt, raw }: Extract<FeedEntry, { type: 'webhook' }>): TemplateResult {
  const words = wordsIn(page.language)
  const again = attempt > 1 ? ` (${words.attempt} ${attempt})` : ''
  return step(
    'inbox',
    status === 200 ? '' : 'warn',
    html`<details>
      <summary>${words.webhook} → <code>${status ?? error ?? words.noAnswer}</code>${again}</summary>
      <pre class="json" tabindex="0" aria-label=${words.webhook}>${raw}</pre>
    </details>`,
  )
}

function turnSteps({ event, because, from, to, handled, late, effects, timers }: TurnNews): TemplateResult[] {
  const words = wordsIn(page.language)
  const { type, ...values } = event
  const told = Object.entries(values).filter(([name]) => name !== 'at')
  return [
    step(
      'brain',
      'accent',
      html`${words.understoodAs}
        <code>${type}</code> ${told.map(([name, value]) => html`<span class="chip">${name}: ${brief(value)}</span> `)}
        ${
          because.length > 0
            ? html`<div class="because">
                ${because.map(({ words: seen, meaning }) => html`<div>${seen ? html`<q>${seen}</q> — ` : nothing}${meaning[page.language]}</div>`)}
              </div>`
            : nothing
        }
        ${late ? html`<span class="chip warn">${words.late}</span>` : nothing}`,
    ),
    step(
      'move',
      '',
      !handled && from === to
        ? html`<span class="quiet">${words.ignored}</span>`
        : from === to
          ? html`${words.stays} <span class="path">${to}</span>`
          : html`<span class="quiet">${from || words.start}</span> → <span class="path">${to}</span>`,
    ),
    ...effects.map(({ type, summary }) => step('answer', 'accent', html`<code>${type}</code> ${brief(summary)}`)),
    ...timers.set.map(({ id, at }) =>
      step('clock', '', html`${words.timerSet} <code>${short(id)}</code> ${clockTimeExact(at)}`),
    ),
    ...timers.cleared.map((id) =>
      step('clock', '', html`<span class="quiet">${words.timerCleared} <code>${short(id)}</code></span>`),
    ),
  ]
}

function step(name: IconName, look: string, what: TemplateResult | string): TemplateResult {
  return html`<li class=${look}>
    ${icon(name)}
    <div>${what}</div>
  </li>`
}

/** A timer's delay and the last name of its state. */
function short(id: string): string {
  const [delay = id, state] = id.split('@')
  return state === undefined ? id : `${delay} · ${state.split('.').at(-1)}`
}

function brief(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return text.length > 120 ? `${text.slice(0, 119)}…` : text
}
