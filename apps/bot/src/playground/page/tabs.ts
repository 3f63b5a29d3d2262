/** Arrow keys, Home and End in a list of tabs: the tab that gets the focus is opened too. */
export function moveAmongTabs(event: KeyboardEvent): void {
  const list = event.currentTarget as HTMLElement
  const tabs = [...list.querySelectorAll<HTMLElement>('[role=tab]')]
  const at = tabs.indexOf(document.activeElement as HTMLElement)
  const steps: Record<string, number> = {
    ArrowRight: at + 1,
    ArrowLeft: at - 1 + tabs.length,
    Home: 0,
    End: tabs.length - 1,
  }
  const step = steps[event.key]
  if (at === -1 || step === undefined) return
  event.preventDefault()
  const next = tabs[step % tabs.length]
  next?.focus()
  next?.click()
}
