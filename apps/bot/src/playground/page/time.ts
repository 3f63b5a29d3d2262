import { page } from './state.ts'

/** Hours and minutes, as people of the page's language write them. */
export function clockTime(at: number): string {
  return new Date(at).toLocaleTimeString(page.language, { hour: '2-digit', minute: '2-digit', hour12: false })
}

export function clockTimeExact(at: number): string {
  return new Date(at).toLocaleTimeString(page.language, {
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hour12: false,
  })
}

export function dayAndTime(at: number): string {
  return new Date(at).toLocaleString(page.language, {
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hour12: false,
  })
}

/** `30 min`, `1 d 2 h`: the two largest parts. */
export function span(ms: number): string {
  const russian = page.language === 'ru'
  const parts: [number, string][] = [
    [Math.floor(ms / 86_400_000), russian ? 'д' : 'd'],
    [Math.floor(ms / 3_600_000) % 24, russian ? 'ч' : 'h'],
    [Math.floor(ms / 60_000) % 60, russian ? 'мин' : 'min'],
    [Math.round(ms / 1000) % 60, russian ? 'с' : 's'],
  ]
  const told = parts.filter(([count]) => count > 0).slice(0, 2)
  return told.length === 0 ? `0 ${russian ? 'с' : 's'}` : told.map(([count, unit]) => `${count} ${unit}`).join(' ')
}
