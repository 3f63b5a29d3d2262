import { html, svg, type SVGTemplateResult, type TemplateResult } from 'lit-html'

const drawings = {
  again: svg`<path d="M20 11a8 8 0 1 0-2.3 5.7M20 5v6h-6" />`,
  answer: svg`<path d="M4 5h16v11H9l-5 4z" />`,
  attach: svg`<path d="M12 5v14M5 12h14" />`,
  box: svg`<path d="M4 8l8-4 8 4v8l-8 4-8-4zM4 8l8 4 8-4M12 12v8" />`,
  brain: svg`<path d="M9 4a3 3 0 0 0-3 3 3 3 0 0 0-1 5.5A3 3 0 0 0 8 18a2.5 2.5 0 0 0 4 1V5.5A2.5 2.5 0 0 0 9 4zM15 4a3 3 0 0 1 3 3 3 3 0 0 1 1 5.5A3 3 0 0 1 16 18a2.5 2.5 0 0 1-4 1" />`,
  check: svg`<path d="M5 12.5l4.5 4.5L19 7.5" />`,
  checks: svg`<path d="M2.5 12.5L7 17l8.5-9M12 16l1 1 8.5-9" />`,
  clock: svg`<circle cx="12" cy="12" r="8.5" /><path d="M12 7v5l3.5 2" />`,
  close: svg`<path d="M6 6l12 12M18 6L6 18" />`,
  cloudOff: svg`<path d="M8 6.5A6 6 0 0 1 18 10a4 4 0 0 1 2 7M16 18H7a4 4 0 0 1-1-7.8M4 4l16 16" />`,
  columns: svg`<rect x="3.5" y="5" width="7" height="14" rx="1.5" /><rect x="13.5" y="5" width="7" height="14" rx="1.5" />`,
  contact: svg`<circle cx="12" cy="8.5" r="3.5" /><path d="M5 20c.6-4 3.4-6 7-6s6.4 2 7 6" />`,
  copies: svg`<rect x="8" y="8" width="12" height="12" rx="2" /><path d="M16 8V6a2 2 0 0 0-2-2H6a2 2 0 0 0-2 2v8a2 2 0 0 0 2 2h2" />`,
  document: svg`<path d="M6 3h8l4 4v14H6zM14 3v4h4M9 12h6M9 16h6" />`,
  fail: svg`<path d="M12 4l9 16H3zM12 10v4M12 17v.3" />`,
  fit: svg`<path d="M4 9V4h5M20 9V4h-5M4 15v5h5M20 15v5h-5" />`,
  follow: svg`<circle cx="12" cy="12" r="3" /><path d="M12 2.5v4M12 17.5v4M2.5 12h4M17.5 12h4" />`,
  flow: svg`<rect x="3" y="4" width="7" height="5" rx="1.5" /><rect x="14" y="15" width="7" height="5" rx="1.5" /><path d="M10 6.5h4a3.5 3.5 0 0 1 3.5 3.5v5" />`,
  inbox: svg`<path d="M4 13l2.5-8h11L20 13v6H4zM4 13h5l1 2.5h4L15 13h5" />`,
  list: svg`<path d="M9 6h11M9 12h11M9 18h11M4.5 6h.1M4.5 12h.1M4.5 18h.1" />`,
  minus: svg`<path d="M5 12h14" />`,
  moon: svg`<path d="M19.5 14.5A8 8 0 0 1 9.5 4.5a8 8 0 1 0 10 10z" />`,
  move: svg`<path d="M4 12h15M13 6l6 6-6 6" />`,
  order: svg`<path d="M12 3c3.4 4 6.5 7.8 6.5 11.5a6.5 6.5 0 0 1-13 0C5.5 10.8 8.6 7 12 3z" />`,
  person: svg`<path d="M4 14v-2a8 8 0 0 1 16 0v2M4 14h3v5H5.5A1.5 1.5 0 0 1 4 17.5zM20 14h-3v5h1.5a1.5 1.5 0 0 0 1.5-1.5zM17 19.5c-1 1-2.5 1.5-4 1.5" />`,
  photo: svg`<rect x="3.5" y="5" width="17" height="14" rx="2" /><circle cx="9" cy="10" r="1.5" /><path d="M4 17l5-4 3 2.5 3.5-3.5 4.5 4" />`,
  pin: svg`<path d="M12 21c4-4.5 6.5-7.7 6.5-11a6.5 6.5 0 0 0-13 0c0 3.3 2.5 6.5 6.5 11z" /><circle cx="12" cy="10" r="2.3" />`,
  plus: svg`<path d="M12 5v14M5 12h14" />`,
  power: svg`<path d="M12 3v9M6.5 7a8 8 0 1 0 11 0" />`,
  screen: svg`<rect x="3.5" y="5" width="17" height="11" rx="1.5" /><path d="M9 20h6M12 16v4" />`,
  send: svg`<path d="M4 12l16-8-5 16-3.5-6.5z" />`,
  shuffle: svg`<path d="M4 7h3l10 10h3M4 17h3l3-3M14 10l3-3h3M17.5 4.5L20 7l-2.5 2.5M17.5 14.5L20 17l-2.5 2.5" />`,
  sticker: svg`<path d="M12 3.5a8.5 8.5 0 1 0 8.5 8.5zM12 3.5c0 5 3 8.5 8.5 8.5M8.5 14c.8 1.5 2 2.2 3.5 2.2" />`,
  sun: svg`<circle cx="12" cy="12" r="4" /><path d="M12 2.5v2.5M12 19v2.5M2.5 12H5M19 12h2.5M5.3 5.3l1.8 1.8M16.9 16.9l1.8 1.8M5.3 18.7l1.8-1.8M16.9 7.1l1.8-1.8" />`,
  trouble: svg`<path d="M13 3L5 13.5h6L10.5 21 19 10h-6z" />`,
  voice: svg`<rect x="9" y="3.5" width="6" height="11" rx="3" /><path d="M5.5 11.5a6.5 6.5 0 0 0 13 0M12 18v3" />`,
} satisfies Record<string, SVGTemplateResult>

export type IconName = keyof typeof drawings

/** A line drawing of 24 units; it says nothing to screen readers, its neighbour must. */
export function icon(name: IconName): TemplateResult {
  return html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">${drawings[name]}</svg>`
}
