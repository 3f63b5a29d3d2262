/** An id of the service: 64-bit, so a string once read. A number is accepted only while it is exact. */
export type Id = string | number | bigint

const idText = /^[0-9A-Za-z_-]{1,64}$/
const wireNumber = /^(?:0|[1-9]\d{0,18})$/

export const readId = (value: unknown): string | null => {
  if (typeof value === 'number') return Number.isSafeInteger(value) && value >= 0 ? String(value) : null
  if (typeof value === 'bigint') return value >= 0n && value < 2n ** 64n ? String(value) : null
  return typeof value === 'string' && idText.test(value) ? value : null
}

export const idString = (id: Id, name: string): string => {
  const text = readId(id)
  if (text === null) throw new TypeError(`Chat2Desk: use ${name}: ${String(id).slice(0, 80)} is not an exact id`)
  return text
}

export const wireId = (id: string): string | number | bigint => {
  if (!wireNumber.test(id)) return id
  const number = Number(id)
  return Number.isSafeInteger(number) ? number : BigInt(id)
}
