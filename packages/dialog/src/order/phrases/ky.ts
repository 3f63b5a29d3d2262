import type { OrderContext } from '../context.ts'
import { clockTime, deliveryDay } from '../rules.ts'
import {
  answerTo,
  countLabels,
  lines,
  noteIn,
  obstacleIn,
  offer,
  offerUnnumbered,
  repeatable,
  spoken,
  usualCounts,
  type Answers,
  type OrderPhrases,
} from './facts.ts'
import type { Business } from './settings.ts'

const bottles = { other: 'бөтөлкө' }
const weekdays = ['жекшембиде', 'дүйшөмбүдө', 'шейшембиде', 'шаршембиде', 'бейшембиде', 'жумада', 'ишембиде'] as const

const obstacles: Record<string, string> = {
  'bottles.range': 'Так канча бөтөлкө? Бир сан жазыңыз, мисалы 2.',
  'bottles.fraction': 'Бөтөлкөнү бүтүн гана алып барабыз. Канча даана керек?',
  'bottles.zero': '1ден 50гө чейин бөтөлкө алып барабыз. Канча керек? Керек эмес болсо, «жокко чыгаруу» деп жазыңыз.',
  'bottles.negative': '1ден 50гө чейин бөтөлкө алып барабыз. Канча керек?',
  'bottles.litres': 'Канча бөтөлкө алып баралы? Бир бөтөлкө 19 литр.',
  'bottles.none': 'Канча бөтөлкө алып баралы? 1ден 50гө чейин сан жазыңыз.',
  'empties.none': 'Канча бош бөтөлкө алып кетели? Санын жазыңыз, болбосо «жок» деңиз.',
  'bottles.several': 'Бир даректеги бир заказды жазам. Биринчисине канча бөтөлкө? Же «оператор» деп жазыңыз.',
  'address.house': 'Үйдүн номери кандай? Кесилиш же ориентир болсо, ошондой эле жазыңыз.',
  'phone.too-short': 'Номерде сан жетишпейт. Толук жазыңыз, мисалы 0555 123 456.',
  'phone.too-long': 'Номерде ашыкча сан бар. Текшерип, кайра жазып коюңузчу.',
  'phone.none': 'Номерди көрбөй турам. Мисалы, мындай жазыңыз: 0555 123 456.',
  'address.none': 'Көчөнү, үйдү жана батирди жазып коюңузчу, мисалы: Токтогул көчөсү 125, 4-батир.',
  'nothing-known': 'Мурунку заказыңызды көрбөй турам. Жаңысын жазалы.',
  contradiction: 'Жакшы түшүнбөй калдым. «Ооба» же «жок» деп жооп бериңизчи.',
}

export function ky({ facts, rules }: Business): OrderPhrases {
  const { price, hours, minBottles = 1 } = rules
  const answers: Answers = {
    price:
      facts.price?.ky ??
      (price
        ? `19 литрлик бөтөлкө — ${price.amount} ${price.currency}.`
        : 'Баасын оператор айтып берет: «оператор» деп жазыңыз.'),
    hours:
      facts.hours?.ky ??
      (hours
        ? `Сууну саат ${clockTime(hours.from)}дөн ${clockTime(hours.to)}гө чейин жеткиребиз.`
        : 'Иш убактысын оператор айтып берет: «оператор» деп жазыңыз.'),
    delivery: facts.delivery?.ky ?? 'Адатта 2–4 саатта жеткиребиз, курьер алдын ала чалат.',
    payment: facts.payment?.ky ?? 'Кантип төлөөнү курьер менен сүйлөшсөңүз болот.',
    water: 'Shoro ичүүчү суусун 19 литрлик бөтөлкөдө жеткиребиз.',
    bot: 'Мен Shoro ботумун, сууга заказ алам. Адам керек болсо, «оператор» деп жазыңыз.',
    other: 'Буга оператор жакшыраак жооп берет: «оператор» деп жазыңыз.',
  }
  const again = repeatable('Болбой жатса, «оператор» деп жазыңыз.')
  const count = ({ bottles: count }: OrderContext) => `💧 ${count} бөтөлкө, 19 литрден`
  const total = ({ bottles: count }: OrderContext) =>
    price && count !== null && `💰 ${price.amount * count} ${price.currency}`
  const empties = ({ empties: count }: OrderContext) => count !== null && `♻️ Бош бөтөлкө: ${count}`
  const when = (now: number) => {
    const day = deliveryDay(now, rules)
    if (!day) return answers['delivery']
    const name = ['бүгүн', 'эртең'][day.inDays] ?? weekdays[day.weekday]
    return `Сууну ${name}${hours ? `, саат ${clockTime(hours.from)}–${clockTime(hours.to)} аралыгында` : ''} жеткиребиз. Курьер алдын ала чалат.`
  }
  return {
    ...countLabels('ky', bottles),
    'choice.yes': 'Ооба, заказ берем',
    'choice.change': 'Өзгөртүү',
    'choice.cancel': 'Жокко чыгаруу',
    'choice.operator': 'Оператор чакыруу',
    'choice.same.address': 'Ооба, ошол жерге',
    'choice.other.address': 'Башка дарек',
    'choice.same.phone': 'Ооба, ушул номер',
    'choice.other.phone': 'Башка номер',
    'choice.change.address': 'Дарек',
    'choice.change.phone': 'Телефон',
    'choice.change.bottles': 'Саны',
    again: 'Болбой жатса, «оператор» деп жазыңыз.',
    greeting: ({ context: { address, phone, bottles, usual }, again: twice }) =>
      twice
        ? 'Саламатсызбы! Угуп жатам.'
        : usual?.address
          ? 'Саламатсызбы! Бул Shoro, сизди кайра көргөнүбүзгө кубанычтабыз.'
          : address || phone || bottles
            ? 'Саламатсызбы! Бул Shoro, суу жеткирүү.'
            : 'Саламатсызбы! Бул Shoro, суу жеткирүү. Заказ берүүгө жардам берем.',
    restarted: 'Макул, башынан баштайлы.',
    next: 'Дагы бир заказ жазалы.',
    'ask.address': ({ context, again: twice }) =>
      context.street !== null
        ? `Жаздым: ${context.street}. Үйдү жана батирди жазып коюңузчу.`
        : context.usual?.address
          ? offer(`Мурунку даректеби: ${context.usual.address}? «Ооба» деңиз же башка дарек жазыңыз.`, [
              'same.address',
              'other.address',
            ])
          : twice
            ? 'Дарегиңизди жазып коюңузчу: көчө, үй, батир.'
            : 'Сууну кайда алып баралы? Көчөнү, үйдү жана батирди жазыңыз.',
    'ask.phone': ({ context, again: twice }) =>
      context.knownPhone
        ? offer(`Курьер ушул номерге чалсынбы: ${spoken(context.knownPhone)}? «Ооба» деңиз же башка номер жазыңыз.`, [
            'same.phone',
            'other.phone',
          ])
        : twice
          ? 'Курьер чала турган номерди жазып коюңузчу, мисалы 0555 123 456.'
          : 'Курьер кайсы номерге чалсын?',
    'ask.bottles': ({ context, again: twice }) =>
      offerUnnumbered(
        context.usual?.bottles
          ? `19 литрлик бөтөлкөдөн канча алып баралы? Мурунку жолу ${context.usual.bottles} болчу.`
          : twice
            ? `Канча бөтөлкө керек экенин жазып коюңузчу: ${minBottles}ден 50гө чейин.`
            : `19 литрлик бөтөлкөдөн канча алып баралы? ${minBottles}ден 50гө чейин.`,
        usualCounts(context),
      ),
    'ask.empties': 'Канча бош бөтөлкө алып кетели? Болбосо, «жок» деп жазыңыз.',
    'ask.confirmation': ({ context }) =>
      offerUnnumbered(
        lines(
          'Заказды текшериңиз:',
          `📍 ${context.address}`,
          `📞 ${spoken(context.phone)}`,
          count(context),
          total(context),
          empties(context),
          context.note !== null && `📝 ${context.note}`,
          rules.note?.ky,
          '',
          'Баары туурабы? «Ооба», «жок» деп жооп бериңиз же эмнени өзгөртүү керегин жазыңыз.',
        ),
        ['yes', 'change', 'cancel'],
      ),
    'retry.address': again(({ context }) =>
      context.street === null
        ? 'Дарегиңизди жазып коюңузчу: көчө, үй, батир. Мисалы: Токтогул көчөсү 125, 4-батир.'
        : `Үйдүн номерин жазып коюңузчу (${context.street}). Мисалы: 125, 4-батир.`,
    ),
    'retry.phone': again(() => 'Телефон номериңизди жазып коюңузчу. Мисалы: 0555 123 456.'),
    'retry.bottles': again(() => 'Канча бөтөлкө керек экенин жазып коюңузчу: бир сан, мисалы 2.'),
    'retry.empties': again(() => obstacles['empties.none'] ?? ''),
    'retry.confirmation': again(
      () => 'Заказды кабыл алайынбы? «Ооба» же «жок» деңиз, же эмнени өзгөртүү керегин жазыңыз.',
    ),
    obstacle: again(({ event }) =>
      obstacleIn(event) === 'bottles.too-few'
        ? `Эң азы ${minBottles} бөтөлкө жеткиребиз. Канча керек?`
        : (obstacles[obstacleIn(event)] ?? ''),
    ),
    noted: ({ event }) => `Жаздым: ${noteIn(event)}.`,
    'media.passed': 'Рахмат! Операторго өткөрүп жатам, ал карап көрөт.',
    'placed.passed': 'Операторго өткөрүп жатам: ал муну заказда эске алат.',
    changed: 'Оңдодум.',
    'change.what': () =>
      offer('Эмнени өзгөртөбүз: дарек, телефон же саны? Заказ керек болбосо, «жокко чыгаруу» деп жазыңыз.', [
        'change.address',
        'change.phone',
        'change.bottles',
        'cancel',
      ]),
    'bottles.too-many': 'Мындай чоң заказды менеджер кабыл алат. Ага өткөрүп жатам, жакында жооп берет.',
    answer: ({ event }) =>
      event['topic'] === 'order-status' ? 'Заказ азырынча кабыл алынган жок.' : answerTo(answers, event),
    'order.status': ({ event: { number, status } }) =>
      ({
        new: `№ ${String(number)} заказ кабыл алынган, жакында курьерге берилет. Ал келердин алдында чалат.`,
        accepted: `№ ${String(number)} заказ курьерде. Ал келердин алдында чалат.`,
        delivered: `№ ${String(number)} заказ жеткирилген. Бир нерсе туура эмес болсо, «оператор» деп жазыңыз.`,
        cancelled: `№ ${String(number)} заказ жокко чыгарылган. Суу керек болсо, жазыңыз.`,
      })[String(status)] ?? `№ ${String(number)} заказ кабыл алынган.`,
    smalltalk: ({ event, again: twice }) =>
      twice
        ? ''
        : ({ wait: 'Макул, күтөм.', thanks: 'Арзыбайт!', bye: 'Жакшы калыңыз!', greeting: 'Саламатсызбы!' }[
            String(event['kind'])
          ] ?? ''),
    media: ({ event }) =>
      event['kind'] === 'voice'
        ? 'Үн билдирүүлөрүн азырынча түшүнбөйм. Текст менен жазып коюңузчу.'
        : 'Муну көрө албайм. Текст менен жазып коюңузчу.',
    'nothing-known': 'Мурунку заказыңызды көрбөй турам. Жаңысын жазалы.',
    language: 'Макул, кыргызча сүйлөшөлү.',
    misses: 'Сизди түшүнбөй жатам окшойт. Операторго өткөрүп жатам, жакында жооп берет.',
    'operator.called': 'Сизди операторго өткөрүп жатам, жакында жооп берет.',
    flooding: 'Билдирүүлөр өтө көп, бир бөлүгүн окубай калдым. Бир аз жайыраак жазыңызчы.',
    trouble: 'Бир нерсе туура эмес болуп калды. Сизди операторго өткөрүп жатам, жакында жооп берет.',
    forgotten:
      'Макул, мурунку дарек менен телефонду мындан ары сунуштабайм. Эски заказдарды өчүрүүгө оператор жардам берет.',
    placing: 'Бир аз күтүңүз, заказыңызды жазып жатам.',
    placed: ({ context, now }) => `Даяр! № ${context.orderNumber} заказ кабыл алынды. ${when(now)}`,
    'placed.already': ({ context }) => `№ ${context.orderNumber} заказ кабыл алынган, кайталоонун кереги жок.`,
    'placed.help': ({ context }) =>
      `№ ${context.orderNumber} заказ кабыл алынган. Өзгөртүү үчүн эмне туура эмес экенин жазыңыз. Дагы керекпи: «жаңы заказ». Баш тартуу: «жокко чыгаруу».`,
    'placed.change': ({ context: { amending, orderNumber } }) =>
      amending === 'address'
        ? 'Кайсы дарекке алып баралы? Көчөнү, үйдү жана батирди жазыңыз.'
        : amending === 'phone'
          ? 'Кайсы номерди жазалы?'
          : amending === 'bottles'
            ? 'Канча бөтөлкө алып баралы?'
            : offer(`№ ${orderNumber} заказда эмнени өзгөртөбүз: дарек, телефон же саны?`, [
                'change.address',
                'change.phone',
                'change.bottles',
                'operator',
              ]),
    'order.changed': ({ context, event }) =>
      lines(
        `Даяр, № ${String(event['number'])} заказ өзгөртүлдү:`,
        `📍 ${context.address}`,
        `📞 ${spoken(context.phone)}`,
        count(context),
        total(context),
      ),
    'order.cancelled': ({ event }) => `№ ${String(event['number'])} заказ жокко чыгарылды. Суу керек болсо, жазыңыз.`,
    'order.locked': ({ event }) =>
      `№ ${String(event['number'])} заказ жолго чыгып калды. Сизди операторго өткөрүп жатам.`,
    cancelled: 'Макул, заказ жокко чыгарылды. Суу керек болсо, жазыңыз.',
    'cancelled.help': 'Азыр заказ жок. Жаңы заказ үчүн «жаңы заказ» деп жазыңыз.',
    remind: 'Заказыңызды бүтүрө элексиз. Улантабызбы?',
    expired: 'Заказ бүтпөй калды, аны жаптым. Суу керек болсо, жазыңыз.',
  }
}
