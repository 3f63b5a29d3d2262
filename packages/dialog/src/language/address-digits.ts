/** Every run of digits, in order. */
export function digitGroups(text: string): string[] {
  return text.match(/\d+/g) ?? []
}

/** Groups of `said` that `kept` does not hold as often. */
export function lostDigits(said: readonly string[], kept: readonly string[]): string[] {
  const left = new Map<string, number>()
  for (const group of kept) left.set(group, (left.get(group) ?? 0) + 1)
  return said.filter((group) => {
    const count = left.get(group) ?? 0
    left.set(group, count - 1)
    return count <= 0
  })
}
