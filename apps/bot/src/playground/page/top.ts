import { html, nothing, type TemplateResult } from 'lit-html'
import { counters } from './counters.ts'
import { icon, type IconName } from './icon.ts'
import { rememberLanguage, rememberTheme } from './memory.ts'
import { change, page, type Theme } from './state.ts'
import { span } from './time.ts'
import { wordsIn } from './words.ts'

const nextTheme: Readonly<Record<Theme, Theme>> = { system: 'light', light: 'dark', dark: 'system' }
const themeIcons: Readonly<Record<Theme, IconName>> = { system: 'screen', light: 'sun', dark: 'moon' }

export function top(): TemplateResult {
  const words = wordsIn(page.language)
  const themeNames = { system: words.themeSystem, light: words.themeLight, dark: words.themeDark }
  const theme = `${words.theme}: ${themeNames[page.theme]}`
  return html`<header class="top">
    <span class="brand"
      ><span class="drop" aria-hidden="true"></span>
      <h1>Shoro<span class="more"> ${words.playground}</span></h1></span
    >
    <div class="lamps" role="status" aria-label=${words.health}>${lamps()}</div>
    ${counters()}
    <div class="switches">
      <button
        class="button bare"
        type="button"
        id="language"
        lang=${page.language === 'en' ? 'ru' : 'en'}
        aria-label=${words.language}
        title=${words.language}
        @click=${switchLanguage}
      >
        ${page.language === 'en' ? 'РУ' : 'EN'}
      </button>
      <button
        class="button bare"
        type="button"
        id="theme"
        aria-label=${theme}
        title=${theme}
        @click=${() => change((page) => rememberTheme(nextTheme[page.theme]))}
      >
        ${icon(themeIcons[page.theme])}
      </button>
    </div>
  </header>`
}

function lamps(): TemplateResult | typeof nothing {
  const words = wordsIn(page.language)
  const { api, worker, offsetMs = 0 } = page.status ?? {}
  if (page.connection === 'lost') return lamp('bad', words.lost)
  if (!api || !worker) return nothing
  return html`${api.state === 'down' ? lamp('bad', words.apiDown) : lamp('good calm', words.apiUp)}
  ${worker.state === 'killed' ? lamp('bad', words.workerDown) : lamp('good calm', `${words.workerUp} · ${worker.generation}`)}
  ${offsetMs > 0 ? lamp('accent', `${words.clock} +${span(offsetMs)}`) : nothing}`
}

function lamp(look: string, text: string): TemplateResult {
  return html`<span class="chip ${look}"><span class="dot" aria-hidden="true"></span>${text}</span>`
}

function switchLanguage(): void {
  change((page) => {
    page.language = page.language === 'en' ? 'ru' : 'en'
    rememberLanguage()
  })
}
