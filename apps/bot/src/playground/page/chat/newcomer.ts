import { html, nothing, type TemplateResult } from 'lit-html'
import type { Locale, Transport } from '../../contract.ts'
import { welcome } from '../actions.ts'
import { change, page } from '../state.ts'
import { wordsIn } from '../words.ts'
import { transportNames } from './customer-tabs.ts'

const names: Readonly<Record<Locale, readonly string[]>> = {
  ru: ['Марина', 'Сергей', 'Ольга', 'Тимур', 'Анна'],
  ky: ['Айгүл', 'Азамат', 'Нургүл', 'Бакыт', 'Жылдыз'],
  en: ['Emma', 'James', 'Olivia', 'Noah', 'Kate'],
}
const languageNames: Readonly<Record<Locale, string>> = { ru: 'Русский', ky: 'Кыргызча', en: 'English' }

/** A name of the language that no customer of this page has yet. */
export function freshName(locale: Locale): string {
  const taken = new Set(page.customers.map(({ name }) => name))
  const free = names[locale].find((name) => !taken.has(name))
  return free ?? `${names[locale][0]} ${page.customers.length + 1}`
}

/** The window that asks for a new customer's messenger, language and phone. */
export function newcomer(): TemplateResult {
  const words = wordsIn(page.language)
  const transports = page.status?.transports ?? (['telegram', 'wa_dialog'] satisfies Transport[])
  return html`<dialog id="newcomer" aria-labelledby="newcomer-title" @close=${close}>
    <form class="newcomer" method="dialog" @submit=${submit}>
      <h2 id="newcomer-title">${words.newCustomer}</h2>
      <label class="field">
        <span>${words.transport}</span>
        <select name="transport">
          ${transports.map((name) => html`<option value=${name}>${transportNames[name] ?? name}</option>`)}
        </select>
      </label>
      <label class="field">
        <span>${words.customerLanguage}</span>
        <select name="locale">
          ${Object.entries(languageNames).map(([locale, name]) => html`<option value=${locale}>${name}</option>`)}
        </select>
      </label>
      <label class="field">
        <span>${words.phone}</span>
        <input name="phone" type="tel" inputmode="tel" placeholder="+996 555 123 456" aria-describedby="phone-hint" />
        <small id="phone-hint" class="quiet">${words.phoneHint}</small>
      </label>
      <p class="refused" role="alert">${page.adding && page.notice?.bad ? page.notice.text : nothing}</p>
      <div class="row">
        <button class="button" type="button" @click=${close}>${words.cancel}</button>
        <button class="button main" type="submit">${words.add}</button>
      </div>
    </form>
  </dialog>`
}

/** Opens or closes the window as the page's state says. */
export function showNewcomer(): void {
  const dialog = document.querySelector<HTMLDialogElement>('#newcomer')
  if (page.adding && dialog && !dialog.open) {
    dialog.querySelector('form')?.reset()
    dialog.showModal()
  }
  if (!page.adding && dialog?.open) dialog.close()
}

function close(): void {
  change((page) => void (page.adding = false))
}

function submit(event: SubmitEvent): void {
  event.preventDefault()
  const form = new FormData(event.target as HTMLFormElement)
  const locale = form.get('locale') as Locale
  const phone = (form.get('phone') as string).replaceAll(/[^\d+]/g, '')
  void welcome({
    transport: form.get('transport') as Transport,
    locale,
    name: freshName(locale),
    ...(phone !== '' && { phone }),
  })
}
