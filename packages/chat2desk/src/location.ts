export type Location = { lat: number; lon: number }

const pair = /^\s{0,9}(-?\d{1,3}(?:\.\d{1,20})?)(\s{0,9}[,;]\s{0,9}|\s{1,9})(-?\d{1,3}(?:\.\d{1,20})?)\s{0,9}$/

/** The service sends `lat,lon` or `lon lat` by transport; Kazakhstan and Kyrgyzstan tell which is which. */
export const readLocation = (value: unknown): Location | null => {
  const found = typeof value === 'string' && value.length < 80 ? pair.exec(value) : null
  if (!found) return null
  const latFirst = { lat: Number(found[1]), lon: Number(found[3]) }
  const lonFirst = { lat: latFirst.lon, lon: latFirst.lat }
  const usual = /[,;]/.test(found[2] ?? '') ? [latFirst, lonFirst] : [lonFirst, latFirst]
  return usual.find(isHere) ?? usual.find(isOnEarth) ?? null
}

const isHere = ({ lat, lon }: Location): boolean =>
  (lat >= 40 && lat <= 56 && lon >= 46 && lon <= 88) || (lat >= 39 && lat <= 44 && lon >= 69 && lon <= 81)

const isOnEarth = ({ lat, lon }: Location): boolean => Math.abs(lat) <= 90 && Math.abs(lon) <= 180
