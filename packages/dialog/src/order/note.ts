const longest = 200

/** Two notes as one, "; " between, nothing said twice, at most 200 characters; null if there is none. */
export function joinNotes(known: string | null, fresh: string | null | undefined): string | null {
  const parts = [known, fresh].flatMap((note) => (note ? note.split(/\s*;\s*/) : [])).filter(Boolean)
  const kept: string[] = []
  for (const part of parts) {
    const same = kept.some((other) => other.toLowerCase() === part.toLowerCase())
    if (!same) kept.push(part)
  }
  const joined = kept.join('; ')
  return joined.slice(0, longest).toWellFormed().trim() || null
}
