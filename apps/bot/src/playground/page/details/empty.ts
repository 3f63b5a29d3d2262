import { html, type TemplateResult } from 'lit-html'

export function empty(title: string, hint = ''): TemplateResult {
  return html`<div class="empty"><b>${title}</b><span>${hint}</span></div>`
}
