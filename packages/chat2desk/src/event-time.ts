const iso = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?)(?:Z| UTC)?$/

/** The service writes UTC with or without microseconds; `stamp` is the part of a dedupe key. */
export const readEventTime = (value: unknown): { eventTime: number | null; stamp: string } => {
  const found = typeof value === 'string' ? iso.exec(value) : null
  const time = found ? Date.parse(`${found[1]}Z`) : Number.NaN
  return Number.isNaN(time) ? { eventTime: null, stamp: '' } : { eventTime: time, stamp: found?.[1] ?? '' }
}
