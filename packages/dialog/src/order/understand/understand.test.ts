import { describe, expect, it } from 'vitest'
import type { OrderContext } from '../context.ts'
import { understand } from './index.ts'

const nobody: OrderContext = {
  address: null,
  phone: null,
  bottles: null,
  misses: 0,
  reminded: false,
  knownPhone: null,
  orderNumber: null,
  survey: null,
  released: false,
  usual: null,
  amending: null,
  empties: null,
  note: null,
  street: null,
}
const address = 'ул. Токтогула 125, кв 4'
const phone = '+996555123456'
const steps: Record<string, { state: string; context: Partial<OrderContext> }> = {
  anything: { state: 'greeting', context: {} },
  address: { state: 'ordering.waitingAddress', context: {} },
  phone: { state: 'ordering.waitingPhone', context: { address } },
  bottles: { state: 'ordering.waitingBottles', context: { address, phone } },
  confirmation: { state: 'ordering.waitingConfirmation', context: { address, phone, bottles: 2 } },
}

const mean = (text: string, awaits: string, more: Partial<OrderContext> = {}, locale = 'ru') => {
  const { state, context } = steps[awaits] ?? { state: awaits, context: {} }
  const situation = { awaits, state, context: { ...nobody, ...context, ...more }, locale, late: false, at: 0 }
  return understand({ text }, situation).event
}

/** `word: text | text` lines, one meaning a line. */
function rows(table: string): [string, string][] {
  return table
    .split('\n')
    .filter((line) => line.includes('←'))
    .flatMap((line) => {
      const [meaning = '', texts = ''] = line.split('←')
      return texts.split('|').map((text): [string, string] => [text.trim(), meaning.trim()])
    })
}

function short(event: ReturnType<typeof mean>): string {
  const { type, ...rest } = event
  const values = Object.entries(rest)
    .filter(([key]) => key !== 'note' && (key !== 'slot' || type === 'user.change'))
    .map(([, value]) => value)
  return [type.replace('user.', ''), ...values].join(' ')
}

describe('understand: how many', () => {
  it.each(
    rows(`
    provide 1 ← dont need four, one is enough | не нужно четыре, хватит одной | төрттүн кереги жок, бирөө жетет | 1 | один | одну | одна бутылка | бир | бирди | one | 1 бутылку пожалуйста | мне одну | одной хватит | 1шт | 1 б | just 1 please | odnu | bir | бир бөтөлкө суу | одну бутылку воды | бутылку | бир эле
    provide 2 ← odnoy malo, dve | biroo az, ekoo bolsun | одной наверно мало… две | 5 is too many, 2 will do | бирөө аз, экөө болсун | на 12-е число две | одна ещё стоит полная, так что привезите две | we still have one left, bring two | две девятнадцатилитровые | две 19-литровые | две, и сдачи с 1000 | 2 | две | два | двушку | пару | парочку бутылок | 2 штуки | 2шт. | 2 бут | 2б | х2 | x2 | 2х | две штуки | двое | эки | экини | экөө | еки ботолко | 2 bottles | two bottles please | couple of bottles | 2️⃣ | ② | ２ | ٢ | 2!!! | 2. | (2) | "2" | - 2 | dve | dva | 2 bottles pls | eki | эки бөтөлкө | 2 даана | 2 штук берчи | 2 бутыля | 2 бутылька | нам 2 | 2 по 19 | 2 по 19 литров | 2 бутыли по 18,9 л | 2 x 19l | 2*19 | 19л 2шт | 19 л х 2 | 2 большие бутылки | 2 полные | два баллона | 2 двадцатилитровых
    provide 3 ← thre bottel | осталась одна бутылка, привезите три | 3 | три | трёх | трое | 3 бутылки | тройку | үч | уч ботолко | үчөө | uch | three | 3 бутылки воды | три бутыли 19л | привезите 3 | мне надо 3 | давайте три | пусть будет 3 | нужно три бутылки | 3 бут. воды | бутылок 3 | 3 штучки | 3х | 3, 2 пустые верну | 3 и 2 пустых | 3 полных и 3 пустых | 3 балона | 3шт 19л | 3 бутылки по 19 литров на завтра к 15:00 | 3 бутылки и помпу | 3 бутылки и 1 помпу | завтра в 10 часов 3 бутылки | 3 бутылки, нас 5 человек | три кирпича нет, три бутылки | 3 бутылки за 250 сом
    provide 4 ← 4 | четыре | четверо | төрт | торт ботолко | tort | four | четыре штуки | читыре | chetyre
    provide 5 ← 5 | пять | пяток | беш | beş bottle | 5 bottles | five | пять бутылочек | 5-шт | besh | 5 шт по 19 л
    provide 6 ← шесть | алты | six | 6 бөтөлкө керек
    provide 7 ← семь | жети | seven | jeti
    provide 8 ← восемь | сегиз | eight | восем
    provide 9 ← девять | тогуз | nine
    provide 10 ← 10 | десять | десяток | ten | десятку | он бөтөлкө | 🔟 | 10 бутылей | on botolko
    provide 11 ← одиннадцать | он бир | он бир бөтөлкө | 11шт
    provide 12 ← дюжина | dozen | a dozen bottles | 12 | он эки
    provide 14 ← 14 bottlles | fourteen botles
    provide 15 ← on besh | пятнадцать | он беш бөтөлкө | fifteen
    provide 19 ← 19 | 19 бутылок | девятнадцать
    provide 20 ← 20 | двадцать | жыйырма | twenty | 20 шт по 19 л
    provide 21 ← двадцать одну | двадцать один | twenty one | twenty-one bottles | жыйырма бир
    provide 25 ← двадцать пять | жыйырма беш | 25
    provide 50 ← 50 | пятьдесят | элүү | fifty
    unclear bottles.range ← парочку-троечку | эки-үчтөй | 1+1 | 1-2 | 2-3 бутылки | 2 или 3 | два или три | две-три | эки же үч | 2 же 3 | two or three | 2/3 | от 2 до 3 | 2-3 | 3-4 шт | эки үч | две три бутылки | 2~3 | 2…3 | 2+1 | 2 to 3 | 1 или 2 бутылки
    unclear bottles.fraction ← 2,5 | 1.5 | полтора | полторы бутылки | 0.5 | половину | 2½ | one and a half | бир жарым
    unclear bottles.zero ← 0 | ноль | нисколько | zero | нөл | 0 бутылок
    unclear bottles.negative ← -5 | −2 | минус 3 | -1 бутылка
    unclear bottles.too-many ← 51 | 100 | сто | 100 бутылок | жүз | hundred | 999 | сто двадцать | 60 шт | тысяча | миң бөтөлкө | беш миң бөтөлкө керек
    unclear bottles.litres ← 20 литров | 19 л | 19 литров | 38 литров воды | 40л | 20 liters | 19л | 18,9 | 20 литр
    `),
  )('%s → %s', (text, meaning) => {
    expect(short(mean(text, 'bottles'))).toBe(meaning)
  })

  it.each([
    '5 этаж',
    'кв 12',
    '15:00',
    'к 6 вечера',
    'после 14',
    'на завтра',
    '25 декабря',
    'подъезд 3',
    'код 1234',
    '3 пустые бутылки есть',
    '2 пустых',
    'нас 4 человека',
    'через 2 часа',
    '300 сом',
    'помпу 1',
    '1e9',
    '{{7*7}}',
    '<%= 3*3 %>',
    'UPDATE orders SET bottles=50',
    'у нас два кулера стоит',
    'у нас ещё 2 бутылки стоят',
    'бизде эки бөтөлкө калды',
    "what's the minimum order, 2 bottles?",
    'минимальный заказ сколько, 2 бутылки?',
    '19бу?',
    'одной мало',
    'let me double check',
    'до 18',
    '18:30',
    'саат 5те',
    'эртең саат 10до',
    '5 минут',
    'минутку',
    'at 5 pm',
    'бир аз күтө туруңуз',
    'дом 5',
    '2 подъезд',
    '0555',
    'одну минуту',
    'one moment',
    'много',
    'побольше',
  ])('"%s" is no count', (text) => {
    expect(mean(text, 'bottles')).not.toHaveProperty('bottles')
  })
})

describe('understand: the phone', () => {
  it.each(
    rows(`
    +996555123456 ← 0555123456 | 555123456 | 996555123456 | +996 555 123 456 | 00996 555 12 34 56 | 0(555)12-34-56 | 0555.12.34.56 | 0555-12-34-56 | +996(555)123456 | тел 0555123456 | мой номер 0555 123 456 | 0555123456 Айгуль | Айгуль 0555123456 | 0555 12 34 56 звоните после 6 | номерим 0555123456 | 0555123456га чалыңыз | my number is 0555123456 | phone: +996 (555) 12-34-56 | О555123456 | 8 0555 12 34 56 | запишите: 0555123456, Азамат | не 0700112233, а 0555123456 | 0555123456/0700112233 | 0555123456 или 0700112233 | ٠٥٥٥١٢٣٤٥٦ | 0555123456. | 0 5 5 5 1 2 3 4 5 6 | 0555 1234 56 | +996-555-123-456 | (0555) 123456 | 996 555 12-34-56 | +996 0555 12 34 56 | 0555123456 whatsapp | вот 0555123456 | 0555123456 бул менин номерим | 055 512 34 56 | 0555‑123‑456
    +996312612345 ← 0312612345 | 0312 61 23 45 | (0312) 61-23-45 | +996312612345
    +996700112233 ← 0700 11 22 33 | 700112233 | 0700112233 | нет, другой: 0700112233
    +77012345678 ← 87012345678 | +7 701 234 56 78 | +77012345678
    `),
  )('%s → %s', (text, number) => {
    expect(mean(text, 'phone')).toMatchObject({ phone: number })
  })

  it.each(
    rows(`
    unclear phone.too-short ← 055512345 | 0555 12 | 12345 | 12 | 55512345 | 0555
    unclear phone.too-long ← 05551234567 | 0555 12 34 56 7 | 9965551234567 | 4111 1111 1111 1111 | 99655512345678
    unclear phone.none ← Айгуль | абвг | constructor | дом
    unclear nothing-known ← звоните сюда же | you can call me on this one | ушул жерге чалыңыз | тот же номер | этот же | ушул эле номер | same number | на этот номер | this number
    yes ← да
    no ← нет | жок | no
    `),
  )('%s → %s', (text, meaning) => {
    expect(short(mean(text, 'phone'))).toBe(meaning)
  })

  it.each([
    'да',
    'ооба',
    'yes',
    'этот же',
    'на этот номер',
    'ок',
    '👍',
    'ушул эле номер',
    'same number',
    'да, этот',
    'ооба ушул',
    'да верно',
    '+',
    'yes this one',
    'да, на него',
  ])('"%s" takes the number that is known', (text) => {
    expect(mean(text, 'phone', { knownPhone: '+996777888999' })).toEqual({
      type: 'user.provide',
      phone: '+996777888999',
    })
  })

  it.each(['нет', 'нет, другой', 'другой номер', 'башка номер', 'жок, башка', 'no, another one', 'не этот'])(
    '"%s" refuses it',
    (text) => {
      expect(mean(text, 'phone', { knownPhone: '+996777888999' })).toEqual({ type: 'user.no' })
    },
  )
})

describe('understand: where to', () => {
  it.each([
    ['Hyatt Regency, room 412', 'Hyatt Regency, room 412'],
    ['общежитие политеха, комната 312', 'общежитие политеха, комната 312'],
    ['Токтогула сто двадцать пять', 'Токтогула сто двадцать пять'],
    ['мен Раззаков отуз үч төртүнчү батирде турам', 'Раззаков отуз үч төртүнчү батирде'],
    ['ой не Киевская 96 а Киевская 69 кв 45', 'Киевская 69 кв 45'],
    ['бул. Эркиндик 35', 'бул. Эркиндик 35'],
    ['Токтогула 125', 'Токтогула 125'],
    ['ул. Токтогула, 125, кв. 4', 'ул. Токтогула, 125, кв. 4'],
    ['Здравствуйте! Киевская 96, кв 45', 'Киевская 96, кв 45'],
    ['адрес: Манаса 40/12', 'Манаса 40/12'],
    ['пожалуйста на Манаса 40 кв 12', 'Манаса 40 кв 12'],
    ['Киевская 96 кв 45, спасибо', 'Киевская 96 кв 45'],
    ['7 мкр, дом 12, кв 45', '7 мкр, дом 12, кв 45'],
    ['12-й микрорайон 5-45', '12-й микрорайон 5-45'],
    ['Восток-5 дом 3', 'Восток-5 дом 3'],
    ['Восток-5, 3-24', 'Восток-5, 3-24'],
    ['Восток-5 213-110', 'Восток-5 213-110'],
    ['Джал 20-30', 'Джал 20-30'],
    ['Лермонтова, д.66, кв.78', 'Лермонтова, д.66, кв.78'],
    ['ж/м Учкун, ул. Сатыбалдиева 12', 'ж/м Учкун, ул. Сатыбалдиева 12'],
    ['Арча-Бешик, Байтик баатыр 55', 'Арча-Бешик, Байтик баатыр 55'],
    ['Шералиев - Чортеков', 'Шералиев - Чортеков'],
    ['Усенбаева между Московской и Боконбаева', 'Усенбаева между Московской и Боконбаева'],
    ['угол Чуй и Манаса', 'угол Чуй и Манаса'],
    ['пересечение Ахунбаева и Тыныстанова', 'пересечение Ахунбаева и Тыныстанова'],
    ['напротив ЦУМа, кафе Фаиза', 'напротив ЦУМа, кафе Фаиза'],
    ['Киев көчөсү 96, 45-батир', 'Киев көчөсү 96, 45-батир'],
    ['Салам! Чүй проспектиси 155, 12-батир', 'Чүй проспектиси 155, 12-батир'],
    ['5-кичирайон, 12-үй, 3-батир', '5-кичирайон, 12-үй, 3-батир'],
    ['Асанбай 25-14', 'Асанбай 25-14'],
    ['Джал 29, 15-34', 'Джал 29, 15-34'],
    ['Toktogula 125 apt 4', 'Toktogula 125 apt 4'],
    ['Manas avenue 40, flat 12', 'Manas avenue 40, flat 12'],
    ['my address is 125 Kievskaya street', '125 Kievskaya street'],
    ['ул Операторов 5', 'ул Операторов 5'],
    ['БЦ Виктори, Ибраимова 103, офис 305', 'БЦ Виктори, Ибраимова 103, офис 305'],
    ['школа 61', 'школа 61'],
    ['магазин Народный на Советской', 'магазин Народный на Советской'],
    ['я живу на Московской 45', 'Московской 45'],
    ['мой адрес Льва Толстого 12а', 'Льва Толстого 12а'],
    ['с. Орто-Сай, ул. Мира 8', 'с. Орто-Сай, ул. Мира 8'],
    ['жилмассив Келечек, ул 5, дом 12', 'жилмассив Келечек, ул 5, дом 12'],
    ['Ак-Жар, Ош көчөсү 14', 'Ак-Жар, Ош көчөсү 14'],
    ['пр. Мира 12, 3 подъезд, 5 этаж, код 15', 'пр. Мира 12, 3 подъезд, 5 этаж, код 15'],
    ['7-42', '7-42'],
    ['рынок Орто-Сай, контейнер 45', 'рынок Орто-Сай, контейнер 45'],
    ['Дордой Плаза, 3 этаж, бутик 12', 'Дордой Плаза, 3 этаж, бутик 12'],
    ['ул. Панфилова, д. 10\nкв. 5', 'ул. Панфилова, д. 10, кв. 5'],
    ['Горького 1/2', 'Горького 1/2'],
    ['Школьная 7', 'Школьная 7'],
    ['6-12-45', '6-12-45'],
    ['ул. 7 апреля 12', 'ул. 7 апреля 12'],
    ['Asia Mall, 3rd floor', 'Asia Mall, 3rd floor'],
    ['42.8746, 74.5698', '42.8746, 74.5698'],
    ['https://go.2gis.com/abc12', 'https://go.2gis.com/abc12'],
    ['Кафе «Отмена», Чуй 12', 'Кафе «Отмена», Чуй 12'],
    ['Чуй 127, за магазином Фрунзе', 'Чуй 127, за магазином Фрунзе'],
    ['село Ленинское, ул. Мира 10', 'село Ленинское, ул. Мира 10'],
    ['больница №4', 'больница №4'],
    ['Манас көчөсү менен Токтогул көчөсүнүн кесилиши', 'Манас көчөсү менен Токтогул көчөсүнүн кесилиши'],
    ['ЦУМдун жанында', 'ЦУМдун жанында'],
    ['ul. Kievskaya 96 kv 45', 'ul. Kievskaya 96 kv 45'],
    ['corner of Manas and Chui', 'corner of Manas and Chui'],
    ['бульвар Эркиндик 35', 'бульвар Эркиндик 35'],
    ['Эркиндик 35', 'Эркиндик 35'],
    ['пер. Крайний 7', 'пер. Крайний 7'],
    ['Кольцевая 15', 'Кольцевая 15'],
    ['в офис на Раззакова 19', 'Раззакова 19'],
    ['домой на Киевскую 96', 'Киевскую 96'],
    ['ул.Фрунзе 390 кв 15', 'ул.Фрунзе 390 кв 15'],
    ['Bokonbaeva 113', 'Bokonbaeva 113'],
    ['г. Бишкек, ул. Исанова 42', 'г. Бишкек, ул. Исанова 42'],
    ['6 мкр 5 дом 12 кв', '6 мкр 5 дом 12 кв'],
    ['Токтогула дом 125 квартира 4 этаж 2 подъезд 1', 'Токтогула дом 125 квартира 4 этаж 2 подъезд 1'],
  ])('%s', (text, words) => {
    expect(mean(text, 'address')).toEqual({ type: 'user.provide', address: words })
  })

  it.each(
    'погодите, гляну какой у нас дом|бул биздин офис|Айгуль, кв 5|домой|тест|125|абвг|привет|Добрый вечер!|сейчас напишу|хочу воду|I want to order water|мурунку эле дарек|тот же адрес|как обычно|?|да|нет|ок|👍|спасибо|а вы далеко возите?|сколько стоит?|ko mне|ko|жардам|help|вы возите в Кант?|до какого часа работаете|подождите|минуточку|2|2 бутылки|0555123456|кто вы|constructor|Ignore all previous instructions|...|!!!|hello|Саламатсызбы|рахмат|не знаю|сюда|по тому же адресу|суу керек|воды бы|доставка|кв 45|дом 5|Айгуль'.split(
      '|',
    ),
  )('"%s" is no address', (text) => {
    expect(mean(text, 'address')).not.toHaveProperty('address')
  })
})

describe('understand: yes and no', () => {
  it.each(
    rows(`
    yes ← только увидела, да всё верно | азыр көрдүм, ооба | just saw your message, yes | ooba, katasy jok | ии ооба | дал ошондой | ооба, катасы жок | туура жазыпсыз, алып келиңиз | yes, nothing to change | all good, no corrections | да все верно посмотрела спасибо | да, не переживайте, всё правильно | вернулась. да, всё верно | кеч жооп бергеним үчүн кечиресиз, ооба, туура | sorry, pressed by mistake. yes, all correct | да, верно, извините что долго | да, 2 бутылки | да, телефон 0555123456 | не против | по рукам | да | Да! | ДА | да да | дааа | ага | угу | ооба | Ооба! | ооба туура | ок | окей | Ok | OK! | okay | yes | Yes! | yep | yeah | sure | верно | всё верно | все верно спасибо | правильно | все правильно, жду | подтверждаю | да, подтверждаю | давайте | хорошо | отлично | супер | го | погнали | + | ++ | 👍 | 👍👍 | ✅ | 👌 | 🆗 | ✔️ | da | ooba | tak | конечно | да конечно | да, всё так | всё так | так точно | оформляйте | да, оформляйте | да, везите | везите | привозите | жду | да, жду вас | макул | болот | туура | баары туура | жарайт | мейли | ооба, макул | ооба рахмат | correct | that's right | all good | looks good | go ahead | confirm | yes please | yes, thank you | да, пожалуйста | ладно | принято | согласен | согласна | da vse verno | да ок | ну да | да👍 | Да 🙏 | всё ок | все норм | ооба ооба | алып келиңиз | ооба, алып келе бериңиз | да, отправляйте | дa | оформите | заказывайте | бери | да, всё верно, спасибо большое | perfect | yes correct | ok thanks | хорошо, спасибо | точно | именно | йес | верно👍
    no ← нет | не | неа | Нет! | жок | жок рахмат | no | nope | no thanks | нет, спасибо | не надо | не нужно | не верно | неверно | неправильно | не правильно | не то | туура эмес | керек эмес | макул эмесмин | not correct | wrong | don't place it | net | ненадо | нет не надо | не подтверждаю | не согласен | never | ни в коем случае | не оформляйте | не хочу | не так | да неверно | болбойт | that's wrong | не заказывайте | 👎 | ❌
    unclear contradiction ← да нет | нет да | да нет наверное | да отмена | yes no | ооба жок
    cancel ← снимите мой заказ | удалите заявку, я ошиблась | scrap the order please | заказымды алып салыңыз | отмена | отмените | отменить заказ | отменяю | отмените пожалуйста | я передумал | передумала | нет, передумала, ничего не нужно | cancel | cancel my order | cancel please | жокко чыгарыңыз | заказды жокко чыгарыңыз | отмена кылыңыз | otmena | не нужна вода | уже не надо | ничего не надо | я хочу отменить заказ | can you cancel the order | never mind | I changed my mind | айныдым | токтотуңуз | удалите заказ | отменить | нет, отмените | заказ не нужен | суу керек эмес | больше не нужно | отказываюсь | да, отмените заказ | otmenite zakaz | отмен | отмнеа
    operator ← бот эмес адам менен суйлошом | оператор | оператора | позовите оператора | нужен оператор | хочу поговорить с человеком | позовите человека | живой человек | менеджер | дайте менеджера | соедините с менеджером | operator | human please | can I talk to a human? | I want to speak to a person | адам менен сүйлөшкүм келет | операторду чакырыңыз | оператор керек | переключите на оператора | свяжите с оператором | real person | talk to someone | адам менен байланыштырыңыз | operatora | нет, оператор
    restart ← заново | начать заново | сначала | давайте сначала | начнём сначала | /start | start over | restart | кайра баштайлы | башынан | кайрадан | новый заказ | с начала | хочу начать заново | new order | давайте заново
    smalltalk wait ← извините, отвлеклась | let me double check the address | да ну вас | yeah right | подождите | момент | минуту | секунду | hold on | wait | one moment please | я подумаю | не знаю | подумаю | позже | щас | азыр | күтө туруңуз | ойлонуп көрөйүн | not sure | let me think | сейчас спрошу у мужа | может быть | наверное | стоп | дайте подумать | билбейм
    smalltalk thanks ← спасибо | рахмат | thanks | большое спасибо | спс
    smalltalk greeting ← привет | здравствуйте | салам | hello | алло | добрый день
    smalltalk noise ← . | ... | ? | !!! | - | ??
    smalltalk reaction ← 😀 | 😂😂 | ❤️ | 🙏
    language ky ← кыргызча | кыргызча сүйлөшсөк болобу | давайте на кыргызском | по-кыргызски | можно на кыргызском? | kyrgyz please | кыргыз тилинде
    language en ← english please | english | можно на английском | in English | speak english?
    ask price ← сколько стоит? | сколько с меня | баасы канча? | how much is it? | какая цена | канча турат | сколько будет стоить | почём | how much
    ask hours ← до скольки работаете? | вы работаете сегодня? | саат канчага чейин иштейсиңер | are you open today? | какой график
    ask delivery ← когда привезёте? | во сколько будет доставка | а до 5 успеете? | when will it arrive? | качан алып келесиздер? | сколько ждать? | доставка бесплатная?
    ask payment ← можно картой? | оплата наличными | мбанк есть? | карта менен төлөсө болобу | can I pay by card? | как оплатить?
    ask water ← это 19 литров? | какая вода? | кандай суу? | откуда вода | какой объём
    `),
  )('%s → %s', (text, meaning) => {
    expect(short(mean(text, 'confirmation'))).toBe(meaning)
  })

  it.each(
    [
      'да, но адрес другой',
      'да, только номер поменяйте',
      'да но не сейчас',
      'ок, но позже',
      'yes but change the address',
      'ооба, бирок дарек башка',
      'да, если привезёте сегодня',
      'верно?',
      'да?',
      'всё верно?',
      'Айгуль',
      'не отменяйте',
      'да это неправда',
      'all wrong',
      'ok?',
      'хорошо бы подешевле',
      'да уж',

      'ну такое',
      'yesterday',
      'дача',
      'дядя',
      'окно',
      'да 19 литров',
      'да, 5',
      'да, 3 бутылки',
      'II',
      'да, картой',
      'ага щас',
      'кок',
      'not ok',
      "it's not right",
      'туура эмей калды',
      'ооба эмес',
      'не да',
      'вернулась, да, 3 бутылки',
      'да, нажала по ошибке',
      'да, извините, дорого',
      'да, простите, муж уже заказал',
      'sorry, we ordered elsewhere. yes',
      'yes, ordered by mistake, sorry',
      'извините, не та квартира, да',
      'ката бар',
      'бутылки',
      'чего да',
      '__proto__',
      'дайте подумать',
    ].filter((text) => text !== 'а да'),
  )('"%s" orders nothing', (text) => {
    expect(mean(text, 'confirmation').type).not.toBe('user.yes')
  })

  it.each([
    'не отменяйте',
    'не отменяйте, всё верно',
    'отменять не надо',
    "don't cancel",
    'жокко чыгарбаңыз',
    'не надо отменять',
    'заказ не отменяю',
    'do not cancel please',
    'өчүрүп салбаңыз',
    'не удаляйте заказ',
    'dont scrap it',
  ])('"%s" cancels nothing', (text) => {
    expect(mean(text, 'confirmation').type).not.toBe('user.cancel')
  })

  it.each([
    'операторсуз эле бүтүрөлү',
    'operatorsuz',
    'no human needed',
    'no need for an operator',
    'не соединяйте с оператором',
    'оператор у меня мегаком',
    'не могу дозвониться до оператора, нужно 2 бутылки',
    'Манаса 40, спросить менеджера Асель',
    'Манаса 40, мобилдик операторлордун офиси',
    'оператор не нужен',
    'без оператора',
    'не надо оператора',
    'вы оператор?',
    'это бот или оператор?',
  ])('"%s" calls nobody', (text) => {
    expect(mean(text, 'confirmation').type).not.toBe('user.operator')
  })
})

describe('understand: corrections at the summary', () => {
  it.each<[string, object]>([
    ['нет, 3 бутыли', { bottles: 3 }],
    ['лучше 3', { bottles: 3 }],
    ['не 2, а 3', { bottles: 3 }],
    ['не 2 а 3 бутылки', { bottles: 3 }],
    ['3 вместо 2', { bottles: 3 }],
    ['вместо 2 давайте 3', { bottles: 3 }],
    ['давайте 3', { bottles: 3 }],
    ['да, но 3', { bottles: 3 }],
    ['да, только 3 бутылки', { bottles: 3 }],
    ['сделайте 5', { bottles: 5 }],
    ['поменяйте на 4', { bottles: 4 }],
    ['измените количество на 4', { bottles: 4 }],
    ['2 эмес, 3', { bottles: 3 }],
    ['үч болсун', { bottles: 3 }],
    ['make it 3', { bottles: 3 }],
    ['3 instead of 2', { bottles: 3 }],
    ['not 2, 3', { bottles: 3 }],
    ['ещё одну', { bottles: 3 }],
    ['добавьте одну', { bottles: 3 }],
    ['добавьте ещё 2', { bottles: 4 }],
    ['на одну меньше', { bottles: 1 }],
    ['уберите одну', { bottles: 1 }],
    ['на две больше', { bottles: 4 }],
    ['дагы бир кошуп коюңуз', { bottles: 3 }],
    ['дагы экини кошуңуз', { bottles: 4 }],
    ['one more please', { bottles: 3 }],
    ['одну бутылку меньше', { bottles: 1 }],
    ['адрес другой: Киевская 96 кв 45', { address: 'Киевская 96 кв 45' }],
    ['нет, адрес Киевская 96', { address: 'Киевская 96' }],
    ['не Токтогула 125, а Киевская 96', { address: 'Киевская 96' }],
    ['Киевская 96 кв 45', { address: 'Киевская 96 кв 45' }],
    ['дарек башка: Киев көчөсү 96', { address: 'Киев көчөсү 96' }],
    ['the address is wrong, it is Manas avenue 40', { address: 'Manas avenue 40' }],
    ['квартира 45', { address: 'ул. Токтогула 125, квартира 45' }],
    ['подъезд 2, этаж 3', { address: 'ул. Токтогула 125, кв 4, подъезд 2, этаж 3' }],
    ['номер 0700112233', { phone: '+996700112233' }],
    ['телефон поменяйте на 0700 11 22 33', { phone: '+996700112233' }],
    ['не 0555123456, а 0700112233', { phone: '+996700112233' }],
    ['да, но телефон 0700112233', { phone: '+996700112233' }],
    ['3 бутылки и адрес Киевская 96', { bottles: 3, address: 'Киевская 96' }],
    ['изменить адрес', { slot: 'address' }],
    ['адрес неверный', { slot: 'address' }],
    ['нет, не тот адрес', { slot: 'address' }],
    ['дарек туура эмес', { slot: 'address' }],
    ['wrong address', { slot: 'address' }],
    ['другой адрес', { slot: 'address' }],
    ['да, но адрес другой', { slot: 'address' }],
    ['номер неправильный', { slot: 'phone' }],
    ['поменять телефон', { slot: 'phone' }],
    ['change the phone', { slot: 'phone' }],
    ['номер туура эмес', { slot: 'phone' }],
    ['количество неправильное', { slot: 'bottles' }],
    ['хочу изменить количество', { slot: 'bottles' }],
    ['не 125, а 127', { address: 'ул. Токтогула 127, кв 4' }],
    ['кв 5 а не 4', { address: 'ул. Токтогула 125, кв 5' }],
    ['квартира не 4, а 5', { address: 'ул. Токтогула 125, кв 5' }],
    ['дом 127', { address: 'ул. Токтогула 127, кв 4' }],
    ['увеличьте до 5', { bottles: 5 }],
    ['2, точнее 3', { bottles: 3 }],
    ['i need 4 not 2', { bottles: 4 }],
    ['номер 0700112233 а не 0555123456', { phone: '+996700112233' }],
    ['всё правильно кроме адреса', { slot: 'address' }],
    ['ошибка в номере', { slot: 'phone' }],
    ['адрес', { slot: 'address' }],
    ['телефон', { slot: 'phone' }],
    ['количество', { slot: 'bottles' }],
    ['изменить', {}],
    ['хочу поменять', {}],
    ['улица не Токтогула, а Тоголок Молдо, остальное так', { address: 'ул. Тоголок Молдо 125, кв 4' }],
    ['көчөсү Токтогул эмес, Горький, калганы ошол эле', { address: 'ул. Горький 125, кв 4' }],
    ['the street is Manas, not Toktogul, the rest is the same', { address: 'ул. Manas 125, кв 4' }],
    ['үйдүн номери 152, 125 эмес', { address: 'ул. Токтогула 152, кв 4' }],
  ])('%s', (text, values) => {
    expect(mean(text, 'confirmation')).toEqual({ type: 'user.change', ...values })
  })

  it.each(['а ваш склад на какой улице, Чуй 136?', 'is your office at Chuy 136?', 'бул канча литрлик, 19бу?'])(
    '"%s" asks and changes nothing',
    (text) => {
      expect(mean(text, 'confirmation').type).toBe('user.ask')
    },
  )

  it.each([
    ['нет, четыре давайте', 4],
    ['жок, төртөө болсун, конок келет', 4],
    ['actually 5 is too many, 2 will do', 2],
    ['добавьте ещё одну', 6],
  ])('"%s" changes a count that is known while the phone is asked', (text, bottles) => {
    expect(mean(text, 'phone', { bottles: 5 })).toEqual({ type: 'user.change', bottles })
  })

  it.each(['поменяйте этаж, 5', 'нет, номер другой, 3', '5', 'нет, 0555'])('"%s" does not', (text) => {
    expect(mean(text, 'phone', { bottles: 2 })).not.toHaveProperty('bottles')
  })

  it.each(['2-3 бутылки', 'лучше 2 или 3', '100 бутылок', '0 бутылок', '1,5'])(
    '"%s" is refused with a reason',
    (text) => {
      expect(mean(text, 'confirmation')).toMatchObject({
        type: 'user.unclear',
        obstacle: expect.stringMatching(/^bottles/),
      })
    },
  )
})

describe('understand: several answers at once', () => {
  it.each<[string, object]>([
    ['Юнусалиев 77, 3-батирге экөөнү алып келиңиз', { bottles: 2, address: 'Юнусалиев 77, 3-батирге' }],
    ['hey 4 waters to Tokombaev 21/3 apt 117', { bottles: 4, address: 'Tokombaev 21/3 apt 117' }],
    ['Токтогула сто двадцать пять, три бутылки', { bottles: 3, address: 'Токтогула сто двадцать пять' }],
    ['2 бутыли на Токтогула 125 кв 4, тел 0555123456', { bottles: 2, address: 'Токтогула 125 кв 4', phone }],
    [
      'Здравствуйте, хочу заказать 3 бутылки воды, Киевская 96 кв 45, 0555123456',
      { bottles: 3, address: 'Киевская 96 кв 45', phone },
    ],
    ['Манаса 40, кв 12\n0555123456\n2', { bottles: 2, address: 'Манаса 40, кв 12', phone }],
    ['Манаса 40 кв 12, 0555123456, две', { bottles: 2, address: 'Манаса 40 кв 12', phone }],
    ['Салам! Эки бөтөлкө суу, Киев көчөсү 96, 0555123456', { bottles: 2, address: 'Киев көчөсү 96', phone }],
    [
      'Hi, 2 bottles to Manas avenue 40, flat 12, phone 0555 123 456',
      { bottles: 2, address: 'Manas avenue 40, flat 12', phone },
    ],
    [
      'Добрый день! 2 бутыли по 19 л завтра к 15:00, Манаса 40 кв 12, тел 0555123456',
      { bottles: 2, address: 'Манаса 40 кв 12', phone, note: 'завтра к 15:00' },
    ],
    ['Привезите 2 бутылки воды на Ахунбаева 98', { bottles: 2, address: 'Ахунбаева 98' }],
    ['2 на Манаса 40', { bottles: 2, address: 'Манаса 40' }],
    ['0555123456 Айгуль, Киевская 96', { address: 'Киевская 96', phone }],
    ['Доставьте воду на Киевскую 96', { address: 'Киевскую 96' }],
    ['Киевская 96 кв 45', { address: 'Киевская 96 кв 45' }],
    ['мой номер 0555123456', { phone }],
    ['3 бутылки воды', { bottles: 3 }],
    ['7 мкр, дом 12 кв 45, 4 бутылки, 0555-12-34-56', { address: '7 мкр, дом 12 кв 45', bottles: 4, phone }],
    ['Можно 2 бутылки на Советскую 57? Тел 0555123456', { bottles: 2, address: 'Советскую 57', phone }],
    [
      'суу керек 5 бөтөлкө, 6-кичирайон 12-үй 45-батир, тел 0555123456',
      { bottles: 5, address: '6-кичирайон 12-үй 45-батир', phone },
    ],
    [
      'Нужна вода 2 бут, ул. Горького 127, кв 5, 3 этаж, домофон 5, 0555123456 Нурлан',
      { bottles: 2, address: 'ул. Горького 127, кв 5, 3 этаж, домофон 5', phone },
    ],
    [
      'Новый заказ: 5 бутылей на Киевская 96 кв 45, тел 0555123456',
      { bottles: 5, address: 'Киевская 96 кв 45', phone },
    ],
    ['Манаса 40/12 два баллона 0555 12 34 56', { bottles: 2, address: 'Манаса 40/12', phone }],
    ['Вода 19л 2шт Манаса 40 кв 12 0555123456', { bottles: 2, address: 'Манаса 40 кв 12', phone }],
    ['Адрес Киевская 96\nТел 0555123456\nКол-во 3', { bottles: 3, address: 'Киевская 96', phone }],
    ['2 бут. 7 мкр 15-8 т. 0555123456', { bottles: 2, address: '7 мкр 15-8', phone }],
    ['dve butylki na Kievskaya 96, tel 0555123456', { bottles: 2, address: 'Kievskaya 96', phone }],
    ['2 botolko suu Kiev kochosu 96, 0555123456', { bottles: 2, address: 'Kiev kochosu 96', phone }],
    ['call me at 0555123456', { phone }],
    [
      'Токтогула 125 кв 4, 3 бутылки и 3 пустые заберите',
      { bottles: 3, address: 'Токтогула 125 кв 4', note: '3 пустые заберите' },
    ],
  ])('%s', (text, values) => {
    expect(mean(text, 'anything')).toEqual({ type: 'user.provide', ...values })
  })

  it('keeps the answers beside a count that cannot be taken', () => {
    expect(mean('100 бутылок на Манаса 40, кв 12', 'anything')).toEqual({
      type: 'user.provide',
      address: 'Манаса 40, кв 12',
      obstacle: 'bottles.too-many',
    })
  })
})

describe('understand: the language', () => {
  const localeOf = (text: string, state: string, locale: string) =>
    understand({ text }, { awaits: 'anything', state, context: nobody, locale, late: false, at: 0 }).locale

  it.each([
    ['Саламатсызбы', 'ky'],
    ['Саламатсыздарбы, суу жеткирип бересиздерби?', 'ky'],
    ['Салам, 2 бөтөлкө суу керек', 'ky'],
    ['суу керек эле', 'ky'],
    ['Hello', 'en'],
    ["Hi, I'd like to order some water please", 'en'],
    ['Здравствуйте', undefined],
    ['2', undefined],
    ['👍', undefined],
    ['0555123456', undefined],
    ['Манаса 40', undefined],
    ['Хочу заказать воду', undefined],
  ])('begins with "%s" in %s', (text, locale) => {
    expect(localeOf(text, 'greeting', 'ru')).toBe(locale)
  })

  it.each([
    ['ок', 'ky', undefined],
    ['да', 'ky', undefined],
    ['ok', 'ru', undefined],
    ['рахмат', 'ru', undefined],
    ['салам', 'ru', undefined],
    ['0700112233', 'en', undefined],
    ['Токтогул 125', 'ru', undefined],
    ['Мага эки бөтөлкө суу алып келип бересизби', 'ru', 'ky'],
    ['can you deliver it tomorrow morning please', 'ru', 'en'],
    ['сколько стоит одна бутылка воды', 'ky', 'ru'],
    ['Здравствуйте, когда привезёте?', 'en', 'ru'],
  ])('goes on with "%s" in %s → %s', (text, from, to) => {
    expect(localeOf(text, 'ordering.waitingBottles', from)).toBe(to)
  })
})

describe('understand: anything else', () => {
  const at = (
    message: Parameters<typeof understand>[0],
    awaits: string,
    more: { late?: boolean; context?: Partial<OrderContext> } = {},
  ) => {
    const { state, context } = steps[awaits] ?? { state: awaits, context: {} }
    return understand(message, {
      awaits,
      state,
      context: { ...nobody, ...context, ...more.context },
      locale: 'ru',
      late: more.late ?? false,
      at: 0,
    }).event
  }

  it('takes a pin for an address, with its words', () => {
    expect(at({ location: { lat: 42.87, lon: 74.59 } }, 'address')).toEqual({
      type: 'user.provide',
      address: '📍 42.87, 74.59',
    })
    expect(at({ location: { lat: 42.87, lon: 74.59 }, text: 'кв 12' }, 'address')).toEqual({
      type: 'user.provide',
      address: '📍 42.87, 74.59, кв 12',
    })
  })

  it('takes the phone from a contact card', () => {
    expect(at({ media: [{ kind: 'contact', name: 'Айгуль' }], text: '+996 555 123456' }, 'phone')).toEqual({
      type: 'user.provide',
      phone,
    })
    expect(at({ media: [{ kind: 'contact', name: '0555 12 34 56' }] }, 'phone')).toEqual({
      type: 'user.provide',
      phone,
    })
  })

  it('names the kind of media without words', () => {
    expect(at({ media: [{ kind: 'voice' }] }, 'bottles')).toEqual({ type: 'user.media', kind: 'voice' })
    expect(at({ media: [{ kind: 'photo' }], text: '2' }, 'bottles')).toEqual({ type: 'user.provide', bottles: 2 })
  })

  it('lets a late yes or no answer nothing', () => {
    expect(at({ text: 'да' }, 'confirmation', { late: true })).toEqual({ type: 'user.smalltalk', kind: 'noise' })
    expect(at({ text: 'нет' }, 'confirmation', { late: true })).toEqual({ type: 'user.smalltalk', kind: 'noise' })
    expect(at({ text: '👍' }, 'confirmation', { late: true })).toEqual({ type: 'user.smalltalk', kind: 'noise' })
  })

  it('takes the number the transport knows if the customer says so', () => {
    expect(at({ text: 'этот же', sender: { phone: '996555123456' } }, 'phone')).toEqual({ type: 'user.provide', phone })
  })

  it('adds a flat or a floor to a known address, and takes neither for a count', () => {
    expect(at({ text: '5 этаж' }, 'bottles')).toEqual({ type: 'user.change', address: `${address}, 5 этаж` })
    expect(at({ text: '3 бутылки на 5 этаж' }, 'bottles')).toEqual({
      type: 'user.provide',
      bottles: 3,
      address: `${address}, 5 этаж`,
    })
    expect(at({ text: 'кв 4, 2 бутыли' }, 'bottles')).toEqual({ type: 'user.provide', bottles: 2 })
  })

  it('gives the reasons', () => {
    const { because } = understand(
      { text: '2 бутыли' },
      { awaits: 'bottles', state: 'ordering.waitingBottles', context: nobody, locale: 'ru', late: false, at: 0 },
    )
    expect(because).toEqual([{ rule: 'bottles', words: '2 бутыли' }])
  })

  it.each([
    'как обычно',
    'повторите заказ',
    'то же самое',
    'repeat my order',
    'кадимкидей',
    'мурункудай эле',
    'как в прошлый раз',
    'the usual',
  ])('"%s" asks for the same again', (text) => {
    expect(mean(text, 'placed', { address, phone, bottles: 2, orderNumber: 1 }).type).toBe('user.repeat')
  })

  it.each(['где заказ?', 'когда приедет курьер?', 'где мой заказ', 'where is my order?', 'заказ кайда?', 'долго ещё?'])(
    '"%s" asks about the order',
    (text) => {
      expect(mean(text, 'placed', { address, phone, bottles: 2, orderNumber: 1 })).toEqual({
        type: 'user.ask',
        topic: 'order-status',
      })
    },
  )
})

describe('a street whose name begins like another word', () => {
  it.each(['Токтогула', 'на Токтогула', 'улица Токтогула', 'Токтоналиева'])('does not take "%s" for a wait', (text) => {
    for (const awaits of ['address', 'phone', 'bottles', 'confirmation']) {
      expect(mean(text, awaits).type).not.toMatch(/smalltalk|cancel|yes|no$/)
    }
  })

  it.each(['токтой туруңуз', 'токтоп туруңузчу', 'токтоңуз'])('still takes "%s" for a wait', (text) => {
    expect(mean(text, 'bottles', {}, 'ky')).toEqual({ type: 'user.smalltalk', kind: 'wait' })
  })
})
