import { setTimeout as sleep } from 'node:timers/promises'
import type { Sandbox } from '@shoro/chat2desk/sandbox'
import type { Clock } from './clock.ts'
import type { ApiState, Customer, TroubleKind, TroubleOf, Words } from './contract.ts'
import type { Customers } from './customers.ts'
import type { Feed } from './feed.ts'
import type { MortalWorker } from './worker.ts'

export interface TroubleParts {
  sandbox: Sandbox
  customers: Customers
  worker: MortalWorker
  clock: Clock
  feed: Feed
  /** Tells how the API is, now and until the bot has noticed. */
  watchApi: () => void
}

export interface Made {
  did: Words
  messageIds: string[]
}

type Makers = { [Kind in TroubleKind]: (given: TroubleOf[Kind], customer: Customer) => Promise<Made> | Made }

/** How long time stands still at most, until what is in hand is done. */
const settleMs = 3_000

export function createTroubles(parts: TroubleParts): Makers {
  const { sandbox, customers, worker, clock, feed, watchApi } = parts

  /** The knobs hold for what is sent inside: whether a webhook is copied or late is decided when its message is written. */
  const turned = <Result>(change: Parameters<Sandbox['set']>[0], send: () => Result): Result => {
    const { duplicateRate, reorderRate, parallelRate } = sandbox.knobs()
    sandbox.set(change)
    try {
      return send()
    } finally {
      sandbox.set({ duplicateRate, reorderRate, parallelRate })
    }
  }

  return {
    twice({ text }, customer) {
      const id = turned({ duplicateRate: 1 }, () => customers.send(customer, { text }))
      return {
        did: {
          ru: 'Вебхук этого сообщения придёт дважды. Второй бот узнает и отбросит.',
          en: 'The webhook of this message comes twice. The bot knows the second one and drops it.',
        },
        messageIds: [id],
      }
    },
    shuffled({ texts: [first, second] }, customer) {
      const late = turned({ reorderRate: 1 }, () => customers.send(customer, { text: first }))
      const early = turned({ parallelRate: 1 }, () => customers.send(customer, { text: second }))
      return {
        did: {
          ru: 'Вебхук второго сообщения придёт раньше первого. Порядок решает номер сообщения.',
          en: 'The webhook of the second message comes before the first. Message ids decide the order.',
        },
        messageIds: [late, early],
      }
    },
    'at-once'({ texts }, customer) {
      const messageIds = turned({ parallelRate: 1 }, () => texts.map((text) => customers.send(customer, { text })))
      return {
        did: {
          ru: 'Оба вебхука приходят в один миг. Разговор берёт их по одному.',
          en: 'Both webhooks come at the same moment. The conversation takes them one by one.',
        },
        messageIds,
      }
    },
    'api-down'({ seconds = 30 }) {
      sandbox.set({ faults: { downUntil: Date.now() + seconds * 1000 } })
      watchApi()
      return {
        did: {
          ru: `API не отвечает ${seconds} с: соединения рвутся. Ответы ждут и уйдут, когда оно вернётся.`,
          en: `The API is down for ${seconds} s: connections are cut. Replies wait and go out when it is back.`,
        },
        messageIds: [],
      }
    },
    'api-up'() {
      sandbox.set({ faults: { downUntil: 0 } })
      watchApi()
      return { did: { ru: 'API снова отвечает.', en: 'The API answers again.' }, messageIds: [] }
    },
    'operator-writes'({ text = 'Здравствуйте! Это оператор, сейчас помогу.' }, { id }) {
      const { messageId } = sandbox.operatorWrites({ clientId: id, text })
      return {
        did: {
          ru: 'Оператор написал клиенту. Бот молчит, пока диалог у человека.',
          en: 'An operator wrote to the customer. The bot is silent while a person has the dialog.',
        },
        messageIds: [messageId],
      }
    },
    'operator-leaves'(_, { id }) {
      sandbox.operatorCloses({ clientId: id })
      return {
        did: {
          ru: 'Оператор закрыл диалог. Следующее сообщение снова возьмёт бот.',
          en: 'The operator closed the dialog. The bot takes the next message again.',
        },
        messageIds: [],
      }
    },
    async 'time-forward'({ minutes }) {
      await settled(worker)
      const offsetMs = clock.forward(minutes * 60_000)
      feed.announce({ type: 'clock', offsetMs })
      return {
        did: {
          ru: `Часы бота и мессенджера ушли вперёд на ${minutes} мин. Что к этому сроку пора, делается сейчас.`,
          en: `The clocks of the bot and the messenger went ${minutes} min forward. What is due by then is done now.`,
        },
        messageIds: [],
      }
    },
    'worker-killed'({ when = 'now', seconds = 2 }) {
      worker.kill(when, seconds * 1000)
      const how =
        when === 'now'
          ? { ru: 'Обработчик остановлен посреди работы', en: 'The worker is dropped in the middle of its work' }
          : {
              ru: 'Обработчик остановится при следующей работе: дело сделано, а записать он не успел',
              en: 'The worker dies in its next work: the thing is done, but not written down',
            }
      return {
        did: {
          ru: `${how.ru}: ничего из того, что у него в руках, больше не попадёт в хранилище. Процесс остаётся жив: это тот же сервер. Новый обработчик начнёт через ${seconds} с; что было занято, освободится за 10 с.`,
          en: `${how.en}: nothing that it has in hand reaches the store any more. The process lives on, for it is the server's too. A new worker starts in ${seconds} s; what was held is free after 10 s.`,
        },
        messageIds: [],
      }
    },
  }
}

/** A jump of the clock while effects are being done would end their leases under them. */
async function settled(worker: MortalWorker): Promise<void> {
  for (const until = Date.now() + settleMs; Date.now() < until && !worker.isIdle(); await sleep(10));
}

/** How the API is for the bot. */
export async function apiState(sandbox: Sandbox, line: { state(): Promise<ApiState['breaker']> }): Promise<ApiState> {
  const { downUntil } = sandbox.knobs().faults
  const down = Date.now() < downUntil
  return {
    state: down ? 'down' : 'up',
    realUntil: down ? downUntil : null,
    breaker: await line.state().catch(() => 'closed' as const),
  }
}
