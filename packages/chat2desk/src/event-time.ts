const iso = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?)(Z| UTC|[+-]\d\d:\d\d)?$/

/** The service writes UTC with or without microseconds; `stamp` is the part of a dedupe key. */
export const readEventTime = (value: unknown): { eventTime: number | null; stamp: string } => {
  const [, stamp = '', zone = 'Z'] = (typeof value === 'string' ? iso.exec(value) : null) ?? []
  const time = Date.parse(stamp + (zone === ' UTC' ? 'Z' : zone))
  return Number.isNaN(time) ? { eventTime: null, stamp: '' } : { eventTime: time, stamp }
}
