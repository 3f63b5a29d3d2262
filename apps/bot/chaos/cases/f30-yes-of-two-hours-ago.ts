import type { Case } from '../case.ts'

const clients = ['784000001', '784000002', '784000003', '784000004', '784000005', '784000006']
const lateYes = 'Да.'
/** The stand-in's own webhook comes last of all, as a copy of the one that was two hours late. */
const holdMs = 12_000

export default {
  id: 'F30',
  title: 'a “yes” comes two hours late, and again when it is long answered',
  limitMs: 120_000,
  async run(stage) {
    const { sandbox, courier } = stage
    courier.knobs.delayMs = (body) => (body.includes(`"${lateYes}"`) ? holdMs : 0)
    const faults = { 'came two hours late': 0, 'came again': 0 }
    const wrong: string[] = []

    const talk = async (clientId: string, index: number) => {
      const ask = async (text: string) => {
        const before = sandbox.messagesTo(clientId).length
        sandbox.customerSends({ clientId, transport: 'telegram', text })
        const answered = () => sandbox.messagesTo(clientId).length > before
        await stage.until(`an answer to "${text}"`, answered, 40_000)
      }
      const parcelOf = (text: string) =>
        stage.until('the webhook', () =>
          courier.parcels.find(({ conversation, body }) => conversation === clientId && body.includes(`"${text}"`)),
        )
      const expectOrders = async (count: number, what: string) => {
        await ask('сколько стоит?')
        const { length } = await stage.sql`select 1 from orders where client_id = ${clientId}`
        if (length !== count) wrong.push(`I5 ${clientId}: ${length} orders after ${what}`)
      }
      const bring = async (body: string) => {
        const parcel = await courier.post(aged(body))
        await stage.until('200', () => parcel.ackedAt !== null)
      }

      await ask(`3 бутыли на Манаса ${index + 1}, кв 7, тел 0700 112 233`)
      sandbox.customerSends({ clientId, transport: 'telegram', text: lateYes })
      const late = await parcelOf(lateYes)
      await ask('адрес другой: Киевская 5, кв 1')
      const rev = (await stage.store.read(clientId, Date.now()))?.rev ?? 0
      await bring(late.body)
      await stage.until('it to be taken', async () => ((await stage.store.read(clientId, Date.now()))?.rev ?? 0) > rev)
      faults['came two hours late'] += 1
      await expectOrders(0, 'a "yes" to an older question')

      await ask('да')
      await stage.until(
        'the order',
        async () => (await stage.sql`select 1 from orders where client_id = ${clientId}`).length,
      )
      await ask(`Новый заказ: 2 бутыли на Токтогула 9, кв 1, тел 0700 112 233`)
      await bring((await parcelOf('да')).body)
      faults['came again'] += 1
      await expectOrders(1, 'the "yes" to the first one came again')
    }
    await Promise.all([stage.crowd(6), ...clients.map(talk)])
    return { faults, also: () => wrong }
  },
} satisfies Case

function aged(body: string): string {
  const event = JSON.parse(body) as { event_time: string }
  return JSON.stringify({ ...event, event_time: new Date(Date.parse(event.event_time) - 7_200_000).toISOString() })
}
