import { means, type Reading } from '../../language/reading.ts'
import { matchable } from '../../language/text.ts'

const told =
  /^(?:(?:при|под|за|до)?вез(?:ли|ла|ло|ете|ешь|ут|ет)|достав(?:или|ила|ил|ите|ишь|ят|ит|лен\S*)|отправ(?:или|ила|ил|ите|ят|ит|лен\S*)|заказ(?:ал|ала|али|ан\S*)|оформил\S*|купил\S*|получил\S*|(?:апкел|жеткир|жибер|жонот)(?:иш)?[дт][иу]\S*|(?:апкел|жеткир|жибер|жонот|кыл|бер)г[ае](?:н\S*|м)|кылд[ыу]\S*|берд[ие]\S*|delivered|brought|sent|ordered|bought|received)$/

const after = /^кел(?:иш)?[дт]и|^келген/

/** Whether a verb tells what was or will be done, and asks for nothing: "привезли", "вы привезёте", "алып келишти". */
export function isReported({ tokens }: Reading, at: number): boolean {
  const key = tokens[at]?.key ?? ''
  return told.test(key) || (key === 'алып' && after.test(tokens[at + 1]?.key ?? ''))
}

const negated = /[бп][аео](?:й(?:м|быз|сыз|бы)?|н[иу]з\S*|гыла|гиле|гула|гуло)?$/

/** A Kyrgyz verb that says that something is not to be: "жеткирбеңиз", "буйрутма бербейм". */
export function isNegatedVerb(reading: Reading, at: number): boolean {
  const key = reading.tokens[at]?.key ?? ''
  return key.length > 4 && negated.test(key) && means(reading, at, 'go', 'want', 'yes')
}

const later =
  /(?:^|[\s,.!])(?:позвоню|позвоним|перезвоню|напишу|напишем|сообщу|сообщим|определюсь|определимся|решу|решим)(?![а-я])/u
const soon =
  /(?:^|[\s,.!])(?:закажу|закажем|подтвержу|подтвердим|оформлю|оформим|тастыктайм|тастыктайбыз|заказ кылам|заказ берем|буйрутма берем|чалам|жазам|(?:i'?ll|i will|we'?ll|we will) (?:order|confirm|call|write|tell|decide))(?![а-яa-z])/u

/** "хорошо, завтра позвоню", "ok i'll order tomorrow": a yes to another day. */
export function isPutOff(reading: Reading): boolean {
  const text = matchable(reading.text)
  if (later.test(text)) return true
  return soon.test(text) && reading.tokens.some((_, at) => means(reading, at, 'day', 'month'))
}
