import { html, nothing, type TemplateResult } from 'lit-html'
import type { FlowState } from '../../contract.ts'
import { icon, type IconName } from '../icon.ts'
import { change, conversation, page } from '../state.ts'
import { wordsIn } from '../words.ts'
import { createCanvas, type Canvas } from './canvas.ts'
import { createDiagram, type Diagram } from './diagram.ts'

let canvas: Canvas | undefined
let diagram: Diagram | undefined
let drawn: unknown
let followed: string | undefined

export function flowPane(): TemplateResult {
  const words = wordsIn(page.language)
  const path = conversation()?.state?.path
  return html`<section class="pane flow-pane" aria-label=${words.flow}>
    <div class="flow-head">
      <h2>${words.flow}</h2>
      <span class="here" data-here=${path ?? ''} role="status">
        ${path ? html`<span class="quiet">${words.now}:</span> <b>${stateAt(path)?.name ?? path}</b>` : nothing}
      </span>
      <div class="tools" role="group" aria-label=${words.flow}>
        ${tool('minus', words.zoomOut, () => canvas?.zoom(0.8))} ${tool('plus', words.zoomIn, () => canvas?.zoom(1.25))}
        ${tool('fit', words.fit, showAll)}
        <button
          class="button"
          type="button"
          aria-pressed=${page.following}
          title=${words.followHint}
          @click=${toggleFollowing}
        >
          ${icon('follow')}${words.follow}
        </button>
      </div>
    </div>
    <div id="canvas" class="canvas" tabindex="0" role="group" aria-label=${words.diagram}></div>
    ${tip()}
  </section>`
}

function tool(name: IconName, label: string, act: () => void): TemplateResult {
  return html`<button class="button" type="button" aria-label=${label} title=${label} @click=${act}>
    ${icon(name)}
  </button>`
}

function showAll(): void {
  change((page) => void (page.following = false))
  canvas?.fit()
}

function toggleFollowing(): void {
  followed = undefined
  change((page) => void (page.following = !page.following))
}

function stateAt(path: string | undefined): FlowState | undefined {
  return page.flow?.states.find((state) => state.path === path)
}

/** What the state that is pointed at awaits and says. */
function tip(): TemplateResult | typeof nothing {
  const state = stateAt(page.pointedAt)
  if (!state) return nothing
  const words = wordsIn(page.language)
  const says = state.says[page.language] ?? state.says['ru'] ?? []
  return html`<div class="tip" role="status">
    <p><b>${state.name}</b> <code>${state.path}</code></p>
    ${state.description ? html`<p>${state.description}</p>` : nothing}
    <dl>
      ${
        state.awaits
          ? html`<dt>${words.awaits}</dt>
              <dd>${state.awaits}</dd>`
          : nothing
      }
      ${
        says.length > 0
          ? html`<dt>${words.says}</dt>
              <dd>${says.map((text) => html`<p class="phrase">${text}</p>`)}</dd>`
          : nothing
      }
    </dl>
  </div>`
}

/** Draws what the template cannot: the diagram in its canvas, lit as the open conversation stands. */
export function lightFlow(): void {
  const element = document.querySelector<HTMLElement>('#canvas')
  if (!element || !page.flow) return
  canvas ??= createCanvas(element, () => page.following && change((page) => void (page.following = false)))
  if (drawn !== page.flow) {
    drawn = page.flow
    diagram = createDiagram(page.flow.svg, page.flow.states[0]?.path ?? '', (path) =>
      change((page) => void (page.pointedAt = path)),
    )
    canvas.show(diagram.element, diagram.heart())
    followed = undefined
  }
  const view = conversation()
  diagram?.light(view)
  const path = view?.state?.path
  const group = path === undefined ? undefined : diagram?.state(path)
  const key = `${page.chosen} ${path}`
  if (!page.following || !group || followed === key || element.clientWidth === 0) return
  followed = key
  canvas.follow(group)
}
