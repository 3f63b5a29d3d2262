import type { Customer } from '../contract.ts'
import { page, type Theme } from './state.ts'

/** What the browser keeps for the next visit: customers, how they are shown, theme, language. The open customer is in the address. */
export function recall(): void {
  page.customers = readCustomers()
  page.language = localStorage.getItem('playground.language') === 'ru' ? 'ru' : 'en'
  page.sideBySide = localStorage.getItem('playground.sideBySide') === 'yes'
  const theme = localStorage.getItem('playground.theme')
  page.theme = theme === 'light' || theme === 'dark' ? theme : 'system'
  const asked = new URLSearchParams(location.search).get('customer')
  page.chosen = (page.customers.find(({ id }) => id === asked) ?? page.customers[0])?.id
}

export function rememberCustomers(): void {
  localStorage.setItem('playground.customers', JSON.stringify(page.customers))
  const url = new URL(location.href)
  if (page.chosen !== undefined) url.searchParams.set('customer', page.chosen)
  history.replaceState(null, '', url)
}

export function rememberSideBySide(): void {
  localStorage.setItem('playground.sideBySide', page.sideBySide ? 'yes' : 'no')
}

export function rememberLanguage(): void {
  localStorage.setItem('playground.language', page.language)
  document.documentElement.lang = page.language
}

export function rememberTheme(theme: Theme): void {
  page.theme = theme
  if (theme === 'system') {
    localStorage.removeItem('playground.theme')
    delete document.documentElement.dataset['theme']
  } else {
    localStorage.setItem('playground.theme', theme)
    document.documentElement.dataset['theme'] = theme
  }
}

function readCustomers(): Customer[] {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem('playground.customers') ?? '[]')
    return Array.isArray(stored) ? stored.filter((item): item is Customer => typeof item?.id === 'string') : []
  } catch {
    return []
  }
}
