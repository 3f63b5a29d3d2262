import type { AddressParts } from './address-parts.ts'

/** One line as a dispatcher writes it: `ул. Токтогула, 125, кв. 4 (подъезд 2, этаж 3, код 45К)`. */
export function formatAddress(parts: AddressParts): string {
  const { district, street, crossing, house, flat, entrance, floor, code, landmark, pin, directions } = parts
  const inside = [
    entrance === undefined ? '' : `подъезд ${entrance}`,
    floor === undefined ? '' : `этаж ${floor}`,
    code === undefined ? '' : `код ${code}`,
  ].filter(Boolean)
  const line = [
    pin ? `📍 ${pin.lat}, ${pin.lon}` : '',
    district ?? '',
    crossing ? crossing.join(' / ') : (street ?? ''),
    house === undefined ? '' : street === undefined && crossing === undefined ? `д. ${house}` : house,
    flat === undefined ? '' : /^\d/.test(flat) ? `кв. ${flat}` : flat,
  ]
    .filter(Boolean)
    .join(', ')
  const access = inside.length > 0 ? `(${inside.join(', ')})` : ''
  return [[line, access].filter(Boolean).join(' '), landmark, directions].filter(Boolean).join(', ')
}
