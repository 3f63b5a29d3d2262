import type { Customer } from './customer.ts'
import { phoneInText, phoneInWords, type Facts } from './facts.ts'
import { countNamed, countSaid, numberIn, phrase } from './wording.ts'

/** What a customer says before the bot asks anything, and what is wanted then. */
export interface Opening {
  lines: string[]
  facts: Facts
  /** At an offer of what was ordered before: takes it by "да". */
  takesOffers: boolean
}

const lead = { ru: 'Нужно ', ky: 'Мага керек: ', en: 'I need ' }

/** The first words of a customer, by style. */
export function openingOf(customer: Customer): Opening {
  const { style, facts, random } = customer
  const { language, address, bottles } = facts
  const greet = () => phrase('greeting', language, random)
  const count = () => countNamed(language, bottles, random)
  const plain = (...lines: string[]): Opening => ({ lines, facts, takesOffers: false })
  switch (style) {
    case 'terse':
      return plain(random.chance(0.5) ? greet() : count())
    case 'all at once':
      return plain(allAtOnce(customer))
    case 'chatty':
      return plain(
        random.chance(0.5)
          ? `${greet()}! ${lead[language]}${count()}`
          : `${greet()}. ${address.text}, ${lead[language].toLowerCase()}${count()}`,
      )
    case 'in pieces':
      return plain(greet(), count(), ...shuffled(customer, [address.text, phoneInText(facts.phone, random)]))
    case 'by voice':
      return plain(byVoice(customer))
    case 'returning':
      return returning(customer)
    default:
      return plain(greet())
  }
}

function allAtOnce({ facts, random }: Customer): string {
  const { language, address, phone, bottles } = facts
  const count = countNamed(language, bottles, random)
  const number = phoneInText(phone, random)
  const orders = [
    [count, address.text, number],
    [address.text, number, count],
    [address.text, count, number],
    [count, number, address.text],
  ]
  const parts = random.pick(orders).join(random.pick([', ', '\n', '. ', ', ', ' ; ']))
  return random.chance(0.6)
    ? `${phrase('greeting', language, random)}${random.pick([', ', '! ', '\n', '. '])}${parts}`
    : parts
}

function byVoice(customer: Customer): string {
  const { facts, random } = customer
  const { language, address, bottles, phone } = facts
  const place = address.text.replace(/[,.]/g, '').toLowerCase()
  if (language === 'ru') {
    const count = `${numberIn('ru', bottles)} ${random.pick(['бутылки', 'бутыли', 'штуки'])}`
    const number = random.chance(0.5) ? ` мой номер ${phoneInWords(phone)}` : ''
    return `здравствуйте мне нужно ${count} воды на ${place}${number}`
  }
  return `${lead[language].toLowerCase()}${countNamed(language, bottles, random)} ${language === 'en' ? 'to ' : ''}${place}`
}

const usualBut = {
  ru: (usual: string, rest: string) => `${usual}, но ${rest}`,
  ky: (usual: string, rest: string) => `${usual}, бирок ${rest}`,
  en: (usual: string, rest: string) => `${usual} but ${rest}`,
}

function returning(customer: Customer): Opening {
  const { facts, random } = customer
  const before = customer.before ?? facts
  const { language } = facts
  const usual = phrase('usual', language, random)
  switch (random.integer(1, 5)) {
    case 1:
      return { lines: [usual], facts: before, takesOffers: true }
    case 2: {
      const wanted = { ...before, bottles: facts.bottles }
      const count = random.chance(0.5) ? String(facts.bottles) : countNamed(language, facts.bottles, random)
      return { lines: [usualBut[language](usual, count)], facts: wanted, takesOffers: true }
    }
    case 3: {
      const wanted = { ...before, address: facts.address }
      return { lines: [usualBut[language](usual, facts.address.text)], facts: wanted, takesOffers: true }
    }
    case 4:
      return { lines: [phrase('greeting', language, random)], facts: before, takesOffers: true }
    default:
      return {
        lines: [phrase('greeting', language, random), facts.address.text, countSaid(language, facts.bottles, random)],
        facts,
        takesOffers: true,
      }
  }
}

function shuffled({ random }: Customer, lines: string[]): string[] {
  return random.chance(0.5) ? lines : lines.toReversed()
}
