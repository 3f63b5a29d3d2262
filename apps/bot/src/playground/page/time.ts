import { page } from './state.ts'

/** Hours and minutes, as people of the page's language write them. */
export function clockTime(at: number): string {
  return new Date(at).toLocaleTimeString(page.language, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
}

export function clockTimeExact(at: number): string {
  return new Date(at).toLocaleTimeString(page.language, {
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  })
}

export function dayAndTime(at: number): string {
  return new Date(at).toLocaleString(page.language, {
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  })
}

/** `30 min`, `1 d 2 h`: the two largest parts. */
export function span(ms: number): string {
  const russian = page.language === 'ru'
  const seconds = Math.round(ms / 1000)
  const parts: [number, string][] = [
    [Math.floor(seconds / 86_400), russian ? 'д' : 'd'],
    [Math.floor(seconds / 3_600) % 24, russian ? 'ч' : 'h'],
    [Math.floor(seconds / 60) % 60, russian ? 'мин' : 'min'],
    [seconds % 60, russian ? 'с' : 's'],
  ]
  const told = parts.filter(([count]) => count > 0).slice(0, 2)
  return told.length === 0 ? `0 ${russian ? 'с' : 's'}` : told.map(([count, unit]) => `${count} ${unit}`).join(' ')
}
