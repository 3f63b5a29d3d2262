import * as v from 'valibot'

/** Not blank. */
export const text = v.pipe(v.string(), v.trim(), v.minLength(1))

/** A whole number from `min` to `max`. */
export const whole = (min: number, max: number) =>
  v.pipe(
    v.string(),
    v.regex(/^\d+$/, 'is no whole number'),
    v.transform(Number),
    v.minValue(min, `is below ${min}`),
    v.maxValue(max, `is above ${max}`),
  )

/** A number that may have a fraction, 10,000 at most. */
export const rate = v.pipe(
  v.string(),
  v.regex(/^\d+(\.\d+)?$/, 'is no number'),
  v.transform(Number),
  v.maxValue(10_000, 'is above 10000'),
)

/** An address of one of these protocols, such as `https:`. */
export const url = (...protocols: string[]) =>
  v.pipe(
    text,
    v.check(
      (value) => URL.canParse(value) && protocols.includes(new URL(value).protocol),
      `is no ${protocols.join(' or ')} address`,
    ),
  )

/** Items between commas. */
export const list = v.pipe(
  v.string(),
  v.transform((value) =>
    value
      .split(',')
      .map((item) => item.trim())
      .filter(Boolean),
  ),
)

/** Letters, digits, `-` and `_`. */
export const word = v.pipe(text, v.regex(/^[\w-]+$/, 'has characters other than letters, digits, - and _'))

/** Minutes since midnight, from a time such as 9:00. */
export const clock = v.pipe(
  v.string(),
  v.regex(/^(([01]?\d|2[0-3]):[0-5]\d|24:00)$/, 'is no time from 0:00 to 24:00, such as 9:00'),
  v.transform((value) => Number(value.split(':')[0]) * 60 + Number(value.split(':')[1])),
)

/** One of these words. */
export const picked = <const Choices extends readonly string[]>(...choices: Choices) =>
  v.picklist(choices, `is none of ${choices.join(', ')}`)

const weekdayNames = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const

/** 0 is Sunday; never all seven. */
export const weekdays = v.pipe(
  list,
  v.mapItems((day) => day.toLowerCase()),
  v.array(picked(...weekdayNames)),
  v.mapItems((day) => weekdayNames.indexOf(day)),
  v.check((days) => new Set(days).size < 7, 'names all seven days: leave out those on which you deliver'),
)

/** A secret of one word. */
export const token = v.pipe(
  text,
  v.regex(/^[\x21-\x7e]+$/, 'is not one word of printable characters: give the token alone, without "Bearer"'),
)

/** True for `on`. */
export const onOff = v.pipe(
  v.picklist(['on', 'off'], 'is neither on nor off'),
  v.transform((value) => value === 'on'),
)
