const units = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1000 } as const

/** `90s`, `30m`, `24h` or `7d` in ms; throws at anything else. */
export function readDuration(text: string): number {
  const match = /^(\d+)\s*([smhd])$/.exec(text)
  if (!match) throw new Error(`Cannot wait "${text}": write it as 90s, 30m, 24h or 7d`)
  return Number(match[1]) * units[match[2] as keyof typeof units]
}

/** `30m`: ms as whole days, hours, minutes or, rounded up, seconds. */
export function writeDuration(ms: number): string {
  const [unit, length] = Object.entries(units).find(([, length]) => ms % length === 0) ?? ['s', units.s]
  return `${Math.ceil(ms / length)}${unit}`
}
