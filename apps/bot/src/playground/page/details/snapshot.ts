import { html, nothing, type TemplateResult } from 'lit-html'
import type { ConversationView } from '../../contract.ts'
import { conversation, page } from '../state.ts'
import { dayAndTime, span } from '../time.ts'
import { wordsIn } from '../words.ts'
import { empty } from './empty.ts'

/** The conversation as it is stored: the facts first, then the JSON itself. */
export function snapshot(): TemplateResult {
  const words = wordsIn(page.language)
  const view = conversation()
  if (!view?.state) return empty(words.nothingYet, words.nothingYetHint)
  const { state, timers } = view
  const stored = view.snapshot as { rev?: number; version?: string; context?: Record<string, unknown> } | null
  const { address, phone, bottles } = stored?.context ?? {}
  const now = Date.now() + (page.status?.offsetMs ?? 0)
  return html`<dl class="facts">
      ${fact(words.state, html`<b>${state.path}</b> <span class="chip">${state.status}</span>`)}
      ${fact(words.awaits, state.awaits)} ${fact(words.locale, state.locale)} ${fact(words.version, stored?.version)}
      ${fact(words.rev, stored?.rev)} ${fact(words.address, address)} ${fact(words.phoneShort, phone)}
      ${fact(words.bottlesCount, bottles)}
      ${fact(words.timers, timers.length === 0 ? words.none : timerList(timers, now))}
    </dl>
    <pre class="json" tabindex="0" aria-label=${words.snapshot}>${JSON.stringify(view.snapshot, null, 2)}</pre>`
}

function timerList(timers: ConversationView['timers'], now: number): TemplateResult[] {
  return timers.map(
    ({ id, at }) => html`<div>${id.split('@')[0]} · ${dayAndTime(at)} (${span(Math.max(0, at - now))})</div>`,
  )
}

function fact(name: string, value: unknown): TemplateResult | typeof nothing {
  return value === null || value === undefined || value === ''
    ? nothing
    : html`<dt>${name}</dt>
        <dd>${value as string | TemplateResult}</dd>`
}
