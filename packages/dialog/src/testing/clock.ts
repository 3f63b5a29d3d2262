/** When a rehearsed conversation begins if nothing else is said: Monday, 2026-01-05, 10:00 in Bishkek. Ms since the epoch. */
export const startAt = Date.UTC(2026, 0, 5, 4)
