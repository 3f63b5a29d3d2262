import type { Facts } from '../../flow/phrases.ts'
import type { OrderContext } from '../context.ts'
import { clockTime, deliveryDay } from '../rules.ts'
import {
  answerTo,
  countLabels,
  isAside,
  lacking,
  lines,
  noteIn,
  obstacleIn,
  obstacleTold,
  offer,
  offerUnnumbered,
  placeLine,
  questionInstead,
  retry,
  spoken,
  usualCounts,
  type Answers,
  type Obstacles,
  type OrderPhrases,
} from './facts.ts'
import type { Business } from './settings.ts'

const bottles = { other: 'бөтөлкө' }
const weekdays = ['жекшемби', 'дүйшөмбү', 'шейшемби', 'шаршемби', 'бейшемби', 'жума', 'ишемби'] as const

/** The ending follows the numeral as it is spoken: 2ден (экиден), 3төн (үчтөн), 10дон (ондон). */
const from = (count: number) => {
  const units = ['', 'ден', 'ден', 'төн', 'төн', 'тен', 'дан', 'ден', 'ден', 'дан']
  const tens = ['', 'дон', 'дан', 'дан', 'тан', 'дөн']
  return `${count}${units[count % 10] || tens[Math.floor(count / 10)] || ''}`
}

const obstaclesWith = (minBottles: number): Obstacles => ({
  questions: {
    'bottles.range': 'Так канча бөтөлкө керек? Бир сан жазыңыз, мисалы 2.',
    'bottles.fraction': 'Бөтөлкөнү бүтүн гана алып барабыз. Канча даана керек?',
    'bottles.zero': '1ден 50гө чейин бөтөлкө алып барабыз. Канча керек? Керек болбосо, «жокко чыгаруу» деп жазыңыз.',
    'bottles.negative': 'Мынча алып бара албайбыз. Канча бөтөлкө керек, 1ден 50гө чейин?',
    'bottles.litres': 'Канча бөтөлкө алып баралы? Бир бөтөлкөдө 19 литр бар.',
    'bottles.none': 'Канча бөтөлкө алып баралы? 1ден 50гө чейин сан жазыңыз.',
    'bottles.several': 'Бир жолу бир дарекке заказ алам. Биринчи дарекке канча бөтөлкө? Же «оператор» деп жазыңыз.',
    'empties.none': 'Канча бош бөтөлкө алып кетели? Санын жазыңыз, жок болсо «жок» деңиз.',
    'address.house': 'Үйдүн номери канча? Кесилиш же ориентир болсо, ошону жазыңыз.',
    'address.none': 'Көчөнү, үйдү жана батирди жазып коюңузчу, мисалы: Токтогул көчөсү 125, 4-батир.',
    'phone.too-short': 'Номерде сан жетишпей жатат. Толук жазыңыз, мисалы 0555 123 456.',
    'phone.too-long': 'Номерде ашыкча сан бар. Текшерип, кайра жазып коюңузчу.',
    'phone.none': 'Номерди көрбөй турам. Мындай жазыңыз: 0555 123 456.',
    'nothing-known': 'Мурунку заказыңызды көрбөй турам.',
    'nothing-known.address': 'Мурунку дарегиңизди көрбөй турам. Көчөнү, үйдү жана батирди жазып коюңузчу.',
    'nothing-known.phone': 'Номериңизди көрбөй турам. Мындай жазыңыз: 0555 123 456.',
    contradiction: 'Жакшы түшүнбөй калдым. «Ооба» же «жок» деп жооп бериңизчи.',
  },
  statements: {
    'bottles.too-few': `Сууну ${minBottles} бөтөлкөдөн баштап жеткиребиз.`,
    'bottles.several': 'Бир жолу бир дарекке заказ алам.',
  },
  second: {
    address: 'Даректи түшүнө албай жатам. Көчө менен үй жетет, мисалы: Манас 40. Же «оператор» деп жазыңыз.',
    phone: 'Номерди түшүнө албай жатам. Сандарын эле жазыңыз: 0555 123 456. Же «оператор» деңиз.',
    bottles: 'Канча экенин түшүнө албай жатам. Бир сан жетет: 1, 2, 3. Же «оператор» деп жазыңыз.',
    empties: 'Канча бош бөтөлкө экенин түшүнө албай жатам. Санын же «жок» деп жазыңыз. «Оператор» десеңиз да болот.',
    confirmation:
      'Жообуңузду түшүнө албай жатам. «Ооба» десеңиз — кабыл алам, «жок» десеңиз — өзгөртөбүз. Же «оператор» деңиз.',
  },
  wayOut: 'Болбой жатса, «оператор» деп жазыңыз.',
})

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
        ? `Сууну саат ${clockTime(hours.from)}–${clockTime(hours.to)} аралыгында жеткиребиз.`
        : 'Иш убактысын оператор айтып берет: «оператор» деп жазыңыз.'),
    delivery: facts.delivery?.ky ?? 'Адатта 2–4 саатта жеткиребиз, курьер алдын ала чалат.',
    payment: facts.payment?.ky ?? 'Кантип төлөөнү курьер менен сүйлөшсөңүз болот.',
    water: 'Shoro ичүүчү суусун 19 литрлик бөтөлкөдө жеткиребиз.',
    bot: 'Мен Shoroнун ботумун, сууга заказ алам. Адам керек болсо, «оператор» деп жазыңыз.',
    other: 'Буга оператор жакшыраак жооп берет: «оператор» деп жазыңыз.',
  }
  const obstacles = obstaclesWith(minBottles)
  const count = ({ bottles: count }: OrderContext) => `💧 ${count} бөтөлкө, ${count === 1 ? '19 литр' : '19 литрден'}`
  const total = ({ bottles: count }: OrderContext) =>
    price && count !== null && `💰 ${price.amount * count} ${price.currency}`
  const empties = ({ empties: count }: OrderContext) =>
    count !== null && (count === 0 ? '♻️ Бош бөтөлкө жок' : `♻️ Бош бөтөлкө: ${count}`)
  const dayOf = (now: number) => {
    const day = deliveryDay(now, rules)
    if (!day) return undefined
    const name = ['бүгүн', 'эртең'][day.inDays] ?? `${weekdays[day.weekday]} күнү`
    return `${name}${hours ? `, саат ${clockTime(hours.from)}–${clockTime(hours.to)} аралыгында` : ''}`
  }
  const when = (now: number) => {
    const day = dayOf(now)
    return day === undefined ? answers['delivery'] : `Сууну ${day} жеткиребиз. Курьер алдын ала чалат.`
  }
  const answer = ({ event, now }: Facts<OrderContext>) => {
    const day = facts.delivery?.ky === undefined && event['topic'] === 'delivery' ? dayOf(now) : undefined
    return day === undefined ? answerTo(answers, event) : `Азыр заказ берсеңиз, сууну ${day} жеткиребиз.`
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
    again: 'Адам керек болсо, «оператор» деп жазыңыз.',
    greeting: ({ context: { address, phone, bottles, usual }, again: twice }) =>
      twice
        ? 'Саламатсызбы! Угуп жатам.'
        : usual?.address
          ? 'Саламатсызбы! Бул Shoro, сизди кайра көргөнүбүзгө кубанычтабыз.'
          : address || phone || bottles
            ? 'Саламатсызбы! Бул Shoro суу жеткирүү кызматы.'
            : 'Саламатсызбы! Бул Shoro суу жеткирүү кызматы. Заказ берүүгө жардам берем.',
    restarted: 'Макул, башынан баштайлы.',
    anew: 'Макул, жаңы заказ жазалы.',
    next: ({ context }) => `№ ${context.orderNumber} заказдан тышкары дагы бир заказ жазалы.`,
    aside: ({ event }) =>
      [obstacles.statements[obstacleIn(event)], event['topic'] !== undefined && answerTo(answers, event)]
        .filter(Boolean)
        .join(' '),
    'ask.address': ({ context, event, again: twice, after }) =>
      questionInstead('address', event, obstacles) ??
      (context.street !== null
        ? `Жазып алдым: ${context.street}. Үйдү жана батирди жазып коюңузчу.`
        : context.usual?.address
          ? offer(`Мурунку дарекке алып баралыбы: ${context.usual.address}? «Ооба» деңиз же башка дарек жазыңыз.`, [
              'same.address',
              'other.address',
            ])
          : twice
            ? 'Дарегиңизди жазып коюңузчу: көчө, үй, батир.'
            : isAside(event, after)
              ? 'Сууну кайда алып баралы?'
              : 'Сууну кайда алып баралы? Көчөнү, үйдү жана батирди жазыңыз.'),
    'ask.phone': ({ context, event, again: twice }) =>
      questionInstead('phone', event, obstacles) ??
      (context.knownPhone
        ? offer(`Курьер ушул номерге чалсынбы: ${spoken(context.knownPhone)}? «Ооба» деңиз же башка номер жазыңыз.`, [
            'same.phone',
            'other.phone',
          ])
        : twice
          ? 'Курьер чала турган номерди жазып коюңузчу, мисалы 0555 123 456.'
          : 'Курьер кайсы номерге чалсын?'),
    'ask.bottles': ({ context, event, again: twice, after }) =>
      offerUnnumbered(
        questionInstead('bottles', event, obstacles) ??
          (context.usual?.bottles
            ? `19 литрлик бөтөлкөдөн канча алып баралы? Мурунку жолу ${context.usual.bottles} болчу.`
            : twice
              ? `Канча бөтөлкө керек экенин жазып коюңузчу: ${from(minBottles)} 50гө чейин.`
              : isAside(event, after)
                ? 'Канча бөтөлкө алып баралы?'
                : `19 литрлик бөтөлкөдөн канча алып баралы? ${from(minBottles)} 50гө чейин.`),
        usualCounts(context, rules),
      ),
    'ask.empties': ({ event }) =>
      questionInstead('empties', event, obstacles) ?? 'Канча бош бөтөлкө алып кетели? Жок болсо, «жок» деп жазыңыз.',
    'ask.confirmation': ({ context, event, after }) =>
      offerUnnumbered(
        isAside(event, after)
          ? 'Заказды кабыл алайынбы? «Ооба», «жок» деңиз же эмнени өзгөртүү керегин жазыңыз.'
          : lines(
              'Заказды текшериңиз:',
              placeLine(context.address),
              `📞 ${spoken(context.phone)}`,
              count(context),
              total(context),
              empties(context),
              context.note !== null && `📝 ${context.note}`,
              rules.note?.ky,
              '',
              'Баары туурабы? «Ооба», «жок» деңиз же эмнени өзгөртүү керегин жазыңыз.',
            ),
        ['yes', 'change', 'cancel'],
      ),
    'retry.address': retry('address', obstacles, ({ context }) =>
      context.street === null
        ? 'Дарегиңизди жазып коюңузчу: көчө, үй, батир. Мисалы: Токтогул көчөсү 125, 4-батир.'
        : `Үйдүн номерин жазып коюңузчу (${context.street}). Мисалы: 125, 4-батир.`,
    ),
    'retry.phone': retry('phone', obstacles, () => 'Телефон номериңизди жазып коюңузчу. Мисалы: 0555 123 456.'),
    'retry.bottles': retry('bottles', obstacles, () => 'Канча бөтөлкө керек экенин жазып коюңузчу: бир сан, мисалы 2.'),
    'retry.empties': retry('empties', obstacles, () => obstacles.questions['empties.none'] ?? ''),
    'retry.confirmation': retry(
      'confirmation',
      obstacles,
      () => 'Заказды кабыл алайынбы? «Ооба» же «жок» деңиз, же эмнени өзгөртүү керегин жазыңыз.',
    ),
    obstacle: obstacleTold(obstacles),
    noted: ({ event }) =>
      event.type === 'user.media' ? 'Рахмат, чекти заказ менен кошо берем.' : `Жазып алдым: ${noteIn(event)}.`,
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
    'bottles.too-many': 'Мындай чоң заказды менеджер кабыл алат. Ага өткөрүп жатам, жакын арада жооп берет.',
    answer: (said) => (said.event['topic'] === 'order-status' ? 'Заказ азырынча кабыл алына элек.' : answer(said)),
    'order.status': ({ event: { number, status } }) =>
      ({
        new: `№ ${String(number)} заказ кабыл алынган, жакында курьерге берилет. Ал келердин алдында чалат.`,
        accepted: `№ ${String(number)} заказ курьерде. Ал келердин алдында чалат.`,
        delivered: `№ ${String(number)} заказ жеткирилген. Бир нерсе туура эмес болсо, «оператор» деп жазыңыз.`,
        cancelled: `№ ${String(number)} заказ жокко чыгарылган. Суу керек болгондо жазыңыз.`,
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
    'nothing-known': ({ context: { address, phone, bottles } }) =>
      address || phone || bottles
        ? 'Мурунку заказыңызды көрбөй турам.'
        : 'Мурунку заказыңызды көрбөй турам. Жаңысын жазалы.',
    language: 'Макул, кыргызча сүйлөшөлү.',
    misses: ({ event }) =>
      event['kind'] === 'voice'
        ? 'Операторго өткөрүп жатам: ал угуп, жакын арада жооп берет.'
        : 'Сизди түшүнбөй жатам окшойт. Операторго өткөрүп жатам, жакын арада жооп берет.',
    'operator.called': 'Сизди операторго өткөрүп жатам, жакын арада жооп берет.',
    flooding: 'Билдирүүлөр өтө көп, бир бөлүгүн окуй албай калдым. Бир аз жайыраак жазыңызчы.',
    trouble: 'Бир катачылык болуп калды. Сизди операторго өткөрүп жатам, жакын арада жооп берет.',
    forgotten:
      'Макул, мурунку дарек менен телефонду мындан ары сунуштабайм. Эски заказдарды өчүрүүгө оператор жардам берет.',
    placing: ({ again: twice }) =>
      twice
        ? 'Дагы эле жазып жатам, заказдын номерин бир аздан кийин айтам.'
        : 'Бир аз күтүңүз, заказыңызды жазып жатам.',
    placed: ({ context, now }) => `Даяр! № ${context.orderNumber} заказ кабыл алынды. ${when(now)}`,
    'placed.already': ({ context, again: twice }) =>
      twice
        ? `Баары жайында, № ${context.orderNumber} заказ бизде.`
        : `№ ${context.orderNumber} заказ кабыл алынган, кайталоонун кереги жок.`,
    'placed.help': ({ context, again: twice }) =>
      offerUnnumbered(
        twice
          ? `№ ${context.orderNumber} заказ бизде. Аны эмне кылалы?`
          : `№ ${context.orderNumber} заказ кабыл алынган. Өзгөртүү же жокко чыгаруу керек болсо, жазыңыз. Дагы бирөө үчүн — «жаңы заказ».`,
        ['change', 'cancel', 'operator'],
      ),
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
        placeLine(context.address),
        `📞 ${spoken(context.phone)}`,
        count(context),
        total(context),
      ),
    'order.cancelled': ({ event }) => `№ ${String(event['number'])} заказ жокко чыгарылды. Суу керек болгондо жазыңыз.`,
    'order.locked': ({ event }) =>
      `№ ${String(event['number'])} заказды мен эми өзгөртө да, жокко чыгара да албайм. Сизди операторго өткөрүп жатам, ал жардам берет.`,
    cancelled: ({ context: { orderNumber } }) =>
      orderNumber === null
        ? 'Макул, заказ жокко чыгарылды. Суу керек болгондо жазыңыз.'
        : `Макул, бул заказды жазбайм. № ${orderNumber} заказ күчүндө; ал да керек болбосо, «жокко чыгаруу» деп жазыңыз.`,
    'cancelled.help': ({ again: twice }) =>
      twice
        ? 'Суу керек болгондо дарегиңизди жана канча бөтөлкө экенин жазыңыз.'
        : 'Азыр заказ жок. Жаңысы үчүн «жаңы заказ» деп жазыңыз.',
    remind: ({ context }) =>
      ({
        address: 'Заказыңызды бүтүрө элексиз. Дарегиңизди жазсаңыз, улантабыз.',
        phone: 'Заказыңызды бүтүрө элексиз. Курьер чала турган номерди жазсаңыз болду.',
        bottles: 'Заказыңызды бүтүрө элексиз. Канча бөтөлкө керек экенин жазсаңыз болду.',
        empties: 'Заказыңызды бүтүрө элексиз. Канча бош бөтөлкө алып кетерибизди жазсаңыз болду.',
        confirmation: 'Заказ даяр болуп калды, сиздин «ооба» деген сөзүңүз эле калды. Кабыл алайынбы?',
      })[lacking(context, rules)] ?? '',
    expired: 'Заказ бүтпөй калгандыктан, аны жаптым. Суу керек болгондо жазыңыз.',
  }
}
