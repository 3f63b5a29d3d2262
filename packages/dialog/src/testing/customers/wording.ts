import type { Random } from '../random.ts'
import type { Language } from './facts.ts'

const words: Record<Language, readonly string[]> = {
  ru: '_ одну две три четыре пять шесть семь восемь девять десять'.split(' '),
  ky: '_ бир эки үч төрт беш алты жети сегиз тогуз он'.split(' '),
  en: '_ one two three four five six seven eight nine ten'.split(' '),
}

/** A number in words up to ten, in digits above. */
export function numberIn(language: Language, count: number): string {
  return words[language][count] ?? String(count)
}

/** "бутыль", "бутыли", "бутылей". */
function bottlesInRussian(count: number): string {
  const last = count % 10
  if (count % 100 >= 11 && count % 100 <= 14) return 'бутылей'
  return last === 1 ? 'бутыль' : last >= 2 && last <= 4 ? 'бутыли' : 'бутылей'
}

/** A count with its unit, as it stands in a sentence that says more. */
export function countNamed(language: Language, count: number, random: Random): string {
  const number = random.chance(0.3) ? numberIn(language, count) : String(count)
  if (language === 'en') return `${number} ${count === 1 ? 'bottle' : 'bottles'}`
  if (language === 'ky') return `${number} ${random.pick(['бөтөлкө', 'бутылка', 'даана', 'бөтөлкө суу'])}`
  return `${number} ${random.pick([bottlesInRussian(count), bottlesInRussian(count), 'шт', 'бутылки', 'баллона'])}`
}

type Saying = (value: string) => string

const counts: Record<Language, readonly Saying[]> = {
  ru: [
    (n) => n,
    (n) => n,
    (n) => `${n} шт`,
    (n) => `мне ${n}`,
    (n) => `давайте ${n}`,
    (n) => `${n} пожалуйста`,
    (n) => `${n} по 19 л`,
    (n) => `наверное ${n}`,
    (n) => `${n} бутылки на завтра`,
    (n) => `${n}, и пустые заберите`,
    (n) => `нам ${n} хватит`,
    (n) => `ну пусть будет ${n}`,
  ],
  ky: [
    (n) => n,
    (n) => `${n} даана`,
    (n) => `${n} бөтөлкө`,
    (n) => `мага ${n} керек`,
    (n) => `${n} эле`,
    (n) => `${n} алып келиңиз`,
  ],
  en: [
    (n) => n,
    (n) => `${n} please`,
    (n) => `${n} bottles`,
    (n) => `I need ${n}`,
    (n) => `just ${n}`,
    (n) => `let's do ${n}`,
  ],
}

/** An answer to "how many?". */
export function countSaid(language: Language, count: number, random: Random): string {
  const number = random.chance(0.4) ? numberIn(language, count) : String(count)
  return random.pick(counts[language])(number)
}

const places: Record<Language, readonly Saying[]> = {
  ru: [
    (a) => a,
    (a) => a,
    (a) => `на ${a}`,
    (a) => `адрес: ${a}`,
    (a) => `мы на ${a}`,
    (a) => `записывайте, ${a}`,
    (a) => `${a} пожалуйста`,
  ],
  ky: [(a) => a, (a) => a, (a) => `дарегим ${a}`, (a) => `дарек: ${a}`],
  en: [(a) => a, (a) => a, (a) => `my address is ${a}`, (a) => `to ${a}`],
}

/** An answer to "where to?". */
export function addressSaid(language: Language, address: string, random: Random): string {
  return random.pick(places[language])(address)
}

const phones: Record<Language, readonly Saying[]> = {
  ru: [
    (p) => p,
    (p) => p,
    (p) => `мой номер ${p}`,
    (p) => `тел ${p}`,
    (p) => `${p} Айгуль`,
    (p) => `записывайте ${p}`,
    (p) => `${p}, это вотсап`,
  ],
  ky: [(p) => p, (p) => p, (p) => `номерим ${p}`, (p) => `менин телефонум ${p}`, (p) => `${p} чалыңыз`],
  en: [(p) => p, (p) => p, (p) => `my number is ${p}`, (p) => `${p}, Anna`, (p) => `phone: ${p}`],
}

/** An answer to "which phone?". */
export function phoneSaid(language: Language, phone: string, random: Random): string {
  return random.pick(phones[language])(phone)
}

export type Phrase =
  | 'greeting'
  | 'yes'
  | 'thanks'
  | 'question'
  | 'hesitation'
  | 'nod'
  | 'cancel'
  | 'operator'
  | 'prank'
  | 'usual'

const phrases: Record<Phrase, Record<Language, string>> = {
  greeting: {
    ru: 'Здравствуйте|добрый день|привет|Здравствуйте, хочу воду заказать|Добрый вечер! Можно воды?|алло',
    ky: 'Саламатсызбы|салам|кутман күн|Саламатсызбы, суу керек эле',
    en: 'hello|hi|good morning|Hello, I want to order water',
  },
  yes: {
    ru: 'да|да, всё верно|верно|ага|ок|всё правильно|подтверждаю|да, спасибо|+|👍|да да|конечно|всё так, оформляйте|да, жду',
    ky: 'ооба|ооба, туура|макул|туура|баары туура|ооба рахмат|👍|болот',
    en: 'yes|yes, correct|ok|confirm|all good|yep|yes please|👍|looks good',
  },
  thanks: { ru: 'спасибо|благодарю|спасибо большое!', ky: 'рахмат|чоң рахмат', en: 'thanks|thank you' },
  question: {
    ru: 'сколько стоит?|а когда привезёте?|какая у вас вода?|до скольки работаете?|оплата картой есть?|вы бот?|почём бутылка?',
    ky: 'канча турат?|качан алып келесиз?|картага төлөсө болобу?|кайсы саатка чейин иштейсиз?',
    en: 'how much is it?|when will you deliver?|can I pay by card?|are you a bot?',
  },
  hesitation: {
    ru: 'минутку|щас|подождите, уточню|сейчас посмотрю|ой секунду',
    ky: 'азыр|бир мүнөт|күтө туруңуз',
    en: 'one moment|wait|hold on',
  },
  nod: { ru: 'понятно|хорошо|👌|😊|ясно', ky: 'түшүнүктүү|жакшы|😊', en: 'i see|okay|😊' },
  cancel: {
    ru: 'отмена|отмените пожалуйста|я передумал|не надо ничего|отменить заказ',
    ky: 'жокко чыгарыңыз|керек эмес, айныдым|отмена',
    en: 'cancel|cancel my order please|never mind, changed my mind',
  },
  operator: {
    ru: 'оператор|позовите человека|хочу поговорить с менеджером|соедините с оператором',
    ky: 'оператор|адам менен сүйлөшөйүн дегем|операторго туташтырыңыз',
    en: 'operator|I want to talk to a human|let me speak with a person',
  },
  prank: {
    ru: 'а вы пиво возите?|ыыыыыы|сам дурак|100500|асдф фыва|гыгы|миллион бутылок|привези мне луну|минус пять|не скажу|да нет наверное|😂😂😂|?????|а если найду?|1+1|полбутылки|хз',
    ky: 'ахаха|билбейм|эмне дейсиз|жок дебе|😂|ыыы',
    en: 'lol|asdf|minus one|tell me a joke|😂😂|why|zero|your mom',
  },
  usual: {
    ru: 'как обычно|повторите прошлый заказ|то же самое|как в прошлый раз',
    ky: 'кадимкидей|мурункудай эле|ошол эле заказ',
    en: 'the usual|same as last time|repeat my order',
  },
}

/** One of the ways to say it. */
export function phrase(name: Phrase, language: Language, random: Random): string {
  return random.pick(phrases[name][language].split('|'))
}
