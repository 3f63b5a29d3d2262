import type { Candidate } from './count-candidate.ts'
import { means, type Reading } from './reading.ts'

const took = /^(?:брал[аио]?|взял[аи]?|заказал[аи]?|заказывал[аи]?|пил[аи]?|had|ordered|took)$/
const takes = /^(?:ичебиз|ичем|алчубуз|алчумун|алганбыз|алгам|алдык)$/
const came = /^(?:привезли|доставили|апкелишти|жеткиришти|delivered)$/

/** "вчера заказывал одну", "в прошлый раз брали 5, сейчас две", "мне привезли две": what was, not what is wanted. */
export function isPast({ tokens }: Reading, { from, end }: Candidate): boolean {
  const before = tokens.slice(Math.max(0, from - 1), from)
  if (before.some(({ key }) => came.test(key))) return true
  const earlier = tokens.slice(Math.max(0, from - 4), from)
  const told = earlier.some(({ key }) => /^(?:вчера|прошлый|кече|yesterday|last)$/.test(key))
  return (told && before.some(({ key }) => took.test(key))) || takes.test(tokens[end]?.key ?? '')
}

/** "две бутылки, а нет, давайте лучше три": another count soon after, by words that put right. */
export function isRestated(reading: Reading, one: Candidate, later: Candidate): boolean {
  return later.from >= one.end && later.from - one.end <= 6 && isRepaired(reading, one, later)
}

/** Whether a count is named to be refused, for the sake of another one or of none. */
export function isDenied(reading: Reading, one: Candidate, all: readonly Candidate[]): boolean {
  const { tokens } = reading
  const before = tokens[one.from - 1]?.key ?? ''
  const after = tokens[one.end]?.key ?? ''
  if (isAmiss(reading, one)) return true
  if (all.length < 2) return /^(?:не|not)$/.test(before) || /^(?:эмес|emes)$/.test(after)
  if (isUnneeded(reading, one)) return true
  if (/^(?:не|вместо|not|of|ne|было|были|was|почему)$/.test(before) && before !== 'of') return true
  if (before === 'of' && tokens[one.from - 2]?.key === 'instead') return true
  // "none of the small ones, 2 of the large"
  if (one.value === 0 && after === 'of') return true
  if (isWritten(reading, one)) return true
  if (
    /^(?:эмес|emes|ордуна)$/.test(after) ||
    (tokens[one.end]?.glued && /^(?:эмес|ордуна)$/.test(tokens[one.end + 1]?.key ?? ''))
  )
    return true
  const next = all[all.indexOf(one) + 1]
  if (next && isRepaired(reading, one, next)) return true
  const fromTo = next && /^(?:с|со|from)$/.test(before) && /^(?:на|to)$/.test(tokens[next.from - 1]?.key ?? '')
  return Boolean(fromTo)
}

const amiss =
  /^(?:(?:это|будет|наверно|наверное|кажется|вроде|бутыл\S*|is|are|be|will|would|might|probably|bottles?|болуп|да|эле|нам|мне|для|нас|меня) ){0,3}(?:(?:(?:слишком|очень|уж|ото|аябай) )?(?:много|mnogo|malo|перебор|a lot|(?:kop|az)(?! kyl| emes)|многовато|мало|маловато|недостаточно|лишн\S*|коптук\S*|(?:коп|аз)(?! кыл| эмес)|аздык\S*|жетпейт|жетпей|ашык$|(?:is )?nothing|не хват\S*|недостанет)|too (?:many|much|few)|(?:not|isnt|wont|never)(?: be)? enough)(?= |$)/

/** "одной наверно мало… две", "5 is too many, 2 will do". */
function isAmiss({ tokens }: Reading, { end }: Candidate): boolean {
  const rest = tokens.slice(end, end + 7)
  const stop = rest.findIndex(({ kind }) => kind !== 'word')
  const said = (stop < 0 ? rest : rest.slice(0, stop)).map(({ key }) => key).join(' ')
  return amiss.test(said)
}

const writtenBefore =
  /^(?:(?:у )?вас|вы|там|you|it)? ?(?:написал\S*|указал\S*|записал\S*|поставил\S*|написано|указано|записано|стоит|wrote|put|have|says)$/
const writtenAfter =
  /^(?:деп )?(?:привез(?:ли|ен)|доставили|апкелишти|жеткиришти|delivered|brought|жазыпсы|жаздыныз|жазылыптыр|жазылган|турат|корсотулгон)/

/** "у вас стоит 2, а нужно 6", "эки деп жазыпсыз, алты керек": what the bot wrote is not what is wanted. */
function isWritten({ tokens }: Reading, { from, end }: Candidate): boolean {
  const keys = (start: number, stop: number) => tokens.slice(Math.max(0, start), stop).map(({ key }) => key)
  return (
    [1, 2, 3].some((words) => writtenBefore.test(keys(from - words, from).join(' '))) ||
    writtenAfter.test(keys(end, end + 2).join(' '))
  )
}

/** "не нужно четыре, хватит одной", "төртөө керек эмес, бирөө жетет". */
function isUnneeded(reading: Reading, { from, end }: Candidate): boolean {
  if (means(reading, end, 'decline')) return true
  return (
    means(reading, from - 1, 'decline') &&
    /^(?:надо|нужно|нужна|нужны|хочу|need|want)$/.test(reading.tokens[from - 1]?.key ?? '')
  )
}

const together = /^(?:и|and|жана|мне|себе|маме|соседям|соседу|соседке)$/

/** "2 сегодня и 2 завтра": two things, though the numbers are the same. */
export function isAnd({ tokens }: Reading, one: Candidate, next: Candidate | undefined): boolean {
  return next !== undefined && tokens.slice(one.end, next.from).some(({ key }) => together.test(key))
}

/** "2, нет, 3", "две, точнее три": the later one counts. */
function isRepaired({ tokens }: Reading, one: Candidate, next: Candidate): boolean {
  const repair = /^(?:нет|точнее|вернее|верней|лучше|жок|тагыраагы|rather|actually|ой|net|sorry|извините)$/
  return tokens.slice(one.end, next.from).some((token) => repair.test(token.key))
}
