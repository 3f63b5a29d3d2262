import { randomBytes } from 'node:crypto'
import {
  factTopics,
  locales,
  type OrderFacts,
  type OrderRules,
  type ParsedStreets,
  type QuietHours,
  type Street,
} from '@shoro/dialog/order'
import * as v from 'valibot'
import { clock, list, onOff, picked, rate, text, token, url, weekdays, whole, word } from './env-values.ts'
import { readStreets } from './streets.ts'

const logLevel = picked('trace', 'debug', 'info', 'warn', 'error', 'silent')
const signature = picked('off', 'optional', 'required')
const signatureKey = picked('md5-hex', 'md5-raw', 'any')

const Each = v.object({
  HOST: v.optional(text, '0.0.0.0'),
  PORT: v.optional(whole(1, 65_535), '3000'),
  LOG_LEVEL: v.optional(logLevel, 'info'),
  DATA_DIR: v.optional(text, '.data'),

  REDIS_URL: v.optional(url('redis:', 'rediss:')),
  REDIS_HOST: v.optional(text, 'localhost'),
  REDIS_PORT: v.optional(whole(1, 65_535), '6379'),
  REDIS_USER: v.optional(text),
  REDIS_PASSWORD: v.optional(text),
  DATABASE_URL: v.optional(url('postgres:', 'postgresql:')),
  DATABASE_HOST: v.optional(text, 'localhost'),
  DATABASE_PORT: v.optional(whole(1, 65_535), '5432'),
  DATABASE_NAME: v.optional(text, 'shoro_bot'),
  DATABASE_USER: v.optional(text, 'postgres'),
  DATABASE_PASSWORD: v.optional(text),
  DATABASE_OWNER_USER: v.optional(text, 'shoro_owner'),
  DATABASE_OWNER_PASSWORD: v.optional(text),
  DATABASE_POOL: v.optional(whole(1, 200), '10'),
  STARTUP_TIMEOUT_SECONDS: v.optional(whole(1, 3600), '60'),
  MIGRATE: v.optional(onOff, 'on'),
  JOURNAL: v.optional(onOff, 'on'),

  CHAT2DESK_API_URL: v.optional(url('http:', 'https:'), 'https://api.chat2desk.com/v1'),
  CHAT2DESK_API_TOKEN: v.optional(token),
  CHAT2DESK_PREVIOUS_API_TOKEN: v.optional(text),
  CHAT2DESK_TIMEOUT_MS: v.optional(whole(100, 45_000), '10000'),
  CHAT2DESK_RATE_PER_SECOND: v.optional(rate, '5'),
  CHAT2DESK_WEBHOOK_SECRET: v.optional(word),
  CHAT2DESK_PREVIOUS_WEBHOOK_SECRET: v.optional(word),
  CHAT2DESK_SIGNATURE: v.optional(signature, 'optional'),
  CHAT2DESK_SIGNATURE_HEADER: v.optional(text, 'x-signature'),
  CHAT2DESK_TIMESTAMP_HEADER: v.optional(list, 'x-timestamp,x-signature-timestamp,x-request-timestamp'),
  CHAT2DESK_SIGNATURE_KEY: v.optional(signatureKey, 'any'),
  CHAT2DESK_OPERATOR_ID: v.optional(list, ''),
  CHAT2DESK_ASSIGNED_MEANS_SILENT: v.optional(onOff, 'on'),
  CHAT2DESK_WEBHOOK_URL: v.optional(url('http:', 'https:')),
  CHAT2DESK_REPAIR_GAPS: v.optional(onOff, 'on'),
  CHAT2DESK_REPLY_WINDOW_HOURS: v.optional(whole(0, 24 * 30), '24'),
  CHAT2DESK_BUTTONS: v.optional(list, 'telegram'),
  CHAT2DESK_HANDOFF_GROUP_ID: v.optional(text),
  CHAT2DESK_HANDOFF_OPERATOR_ID: v.optional(text),

  OPERATOR_TOKEN: v.optional(text),
  PLAYGROUND: v.optional(onOff),
  TRUST_PROXY: v.optional(onOff, 'off'),
  MAX_CONNECTIONS: v.optional(whole(1, 100_000), '2000'),
  FLOOD_PER_MINUTE: v.optional(whole(0, 100_000), '60'),
  FLOOD_BURST: v.optional(whole(1, 100_000), '60'),
  JOURNAL_RETENTION_DAYS: v.optional(whole(1, 90), '7'),
  DEAD_LETTER_RETENTION_DAYS: v.optional(whole(1, 365), '30'),
  AUDIT_RETENTION_DAYS: v.optional(whole(1, 3650), '365'),
  ORDER_RETENTION_DAYS: v.optional(whole(0, 36_500), '0'),
  WORKER_PORT: v.optional(whole(0, 65_535), '0'),
  WORKER_CONCURRENCY: v.optional(whole(1, 500), '20'),
  CONVERSATION_TTL_HOURS: v.optional(whole(1, 24 * 90), '24'),
  SEEN_TTL_DAYS: v.optional(whole(1, 90), '7'),
  REMIND_AFTER_MINUTES: v.optional(whole(1, 24 * 60), '30'),
  QUIET_FROM: v.optional(clock, '22:00'),
  QUIET_TO: v.optional(clock, '8:00'),
  EXPIRE_AFTER_HOURS: v.optional(whole(1, 24 * 7), '24'),
  TURN_WINDOW_MS: v.optional(whole(0, 10_000), '1200'),
  PRICE_PER_BOTTLE: v.optional(whole(1, 100_000)),
  CURRENCY: v.optional(text, 'сом'),
  MIN_BOTTLES: v.optional(whole(1, 50), '1'),
  DELIVERY_FROM: v.optional(clock),
  DELIVERY_TO: v.optional(clock),
  ORDER_CUT_OFF: v.optional(clock),
  DAYS_OFF: v.optional(weekdays, ''),
  ASK_EMPTIES: v.optional(onOff, 'off'),
  STREETS_FILE: v.optional(text),
  OPERATOR_SILENCE_MINUTES: v.optional(whole(1, 7 * 24 * 60), '720'),
})

const hours = [['DELIVERY_FROM'], ['DELIVERY_TO']] as const
const together = 'set both or neither'
const Env = v.pipe(
  Each,
  v.forward(
    v.partialCheck(
      hours,
      ({ DELIVERY_FROM: from, DELIVERY_TO: to }) => from === undefined || to !== undefined,
      `needs DELIVERY_TO: ${together}`,
    ),
    ['DELIVERY_FROM'],
  ),
  v.forward(
    v.partialCheck(
      hours,
      ({ DELIVERY_FROM: from, DELIVERY_TO: to }) => to === undefined || from !== undefined,
      `needs DELIVERY_FROM: ${together}`,
    ),
    ['DELIVERY_TO'],
  ),
  v.forward(
    v.partialCheck(
      hours,
      ({ DELIVERY_FROM: from, DELIVERY_TO: to }) => from === undefined || to === undefined || from < to,
      'is not later than DELIVERY_FROM: set the hours of one day',
    ),
    ['DELIVERY_TO'],
  ),
)

/** Everything the bot can be told, in the units of its parts. */
export interface Settings {
  host: string
  port: number
  logLevel: v.InferOutput<typeof logLevel>
  dataDir: string
  redisUrl: string
  databaseUrl: string
  /** For the role that changes tables; the same address if none is set. */
  databaseOwnerUrl: string
  databasePool: number
  startupTimeoutMs: number
  /** Whether this process brings the tables up to date when it starts. */
  migrate: boolean
  /** Whether inputs are kept in PostgreSQL beside Redis. */
  journal: boolean
  chat2desk: {
    url: string
    token: string | undefined
    previousToken: string | undefined
    timeoutMs: number
    /** 0 = no limit. */
    ratePerSecond: number
    webhookSecret: string | undefined
    /** Still answered while the webhook's address is being changed. */
    previousWebhookSecret: string | undefined
    signature: v.InferOutput<typeof signature>
    signatureHeader: string
    timestampHeaders: string[]
    signatureKey: v.InferOutput<typeof signatureKey>
    operatorIds: string[]
    assignedMeansSilent: boolean
    /** Where Chat2Desk reaches this bot from outside; undefined = unknown. */
    webhookUrl: string | undefined
    repairGaps: boolean
    /** How long after a customer's last message WhatsApp takes replies; 0 = always. */
    replyWindowMs: number
    /** Messengers that show buttons, as Chat2Desk names them. */
    buttonTransports: string[]
    handoffGroupId: string | undefined
    handoffOperatorId: string | undefined
  }
  operatorToken: string | undefined
  /** Whether `/playground` is served; undefined = only where nobody real can be met. */
  playground: boolean | undefined
  /** Whether the client's address is the last one of X-Forwarded-For. */
  trustProxy: boolean
  /** Open connections at once; more are refused. */
  maxConnections: number
  /** Messages that one client may send; perMinute 0 = no limit. */
  flood: { perMinute: number; burst: number }
  retention: {
    journalMs: number
    deadLettersMs: number
    auditMs: number
    /** After it an order keeps no personal data; 0 = for ever. */
    ordersMs: number
  }
  /** Where a worker serves /health and /metrics; 0 = nowhere. */
  workerPort: number
  concurrency: number
  ttlMs: number
  seenTtlMs: number
  remindMs: number
  expireMs: number
  /** When the bot reminds nobody. */
  quietHours: QuietHours
  operatorSilenceMs: number
  /** How long a fragment waits for the message that follows it; 0 = not at all. */
  turnWindowMs: number
  /** What the business allows and charges. */
  rules: OrderRules
  /** Streets besides those that are known. */
  streets: readonly Street[]
  /** What the business answers to questions. */
  facts: OrderFacts
}

export type Parsed = { ok: true; settings: Settings } | { ok: false; problems: string[] }

/** Reads settings; every problem is named. An empty value counts as unset. `needs` are names that must be set. */
export function parseSettings(source: Record<string, string | undefined>, needs: readonly string[] = []): Parsed {
  const given = Object.fromEntries(
    Object.entries(source).filter(([, value]) => value !== undefined && value.trim() !== ''),
  )
  const parsed = v.safeParse(Env, given)
  const missing = needs.filter((name) => given[name] === undefined).map((name) => `${name} is not set`)
  const streets = given['STREETS_FILE'] === undefined ? noStreets : readStreets(given['STREETS_FILE'].trim())
  if (!parsed.success || missing.length > 0 || !streets.ok) {
    const wrong = (parsed.issues ?? []).map((issue) => `${v.getDotPath(issue) ?? '?'} ${issue.message}`)
    const lines = streets.ok ? [] : streets.problems.map((problem) => `STREETS_FILE ${problem}`)
    return { ok: false, problems: [...missing, ...wrong, ...lines] }
  }
  const env = parsed.output
  const databaseUrl =
    env.DATABASE_URL ??
    `${address('postgres', { host: env.DATABASE_HOST, port: env.DATABASE_PORT, user: env.DATABASE_USER, password: env.DATABASE_PASSWORD })}/${encodeURIComponent(env.DATABASE_NAME)}`
  return {
    ok: true,
    settings: {
      host: env.HOST,
      port: env.PORT,
      logLevel: env.LOG_LEVEL,
      dataDir: env.DATA_DIR,
      redisUrl:
        env.REDIS_URL ??
        address('redis', {
          host: env.REDIS_HOST,
          port: env.REDIS_PORT,
          user: env.REDIS_USER,
          password: env.REDIS_PASSWORD,
        }),
      databaseUrl,
      databaseOwnerUrl:
        env.DATABASE_OWNER_PASSWORD === undefined
          ? databaseUrl
          : withUser(databaseUrl, env.DATABASE_OWNER_USER, env.DATABASE_OWNER_PASSWORD),
      databasePool: env.DATABASE_POOL,
      startupTimeoutMs: env.STARTUP_TIMEOUT_SECONDS * 1000,
      migrate: env.MIGRATE,
      journal: env.JOURNAL,
      chat2desk: {
        url: env.CHAT2DESK_API_URL,
        token: env.CHAT2DESK_API_TOKEN,
        previousToken: env.CHAT2DESK_PREVIOUS_API_TOKEN,
        timeoutMs: env.CHAT2DESK_TIMEOUT_MS,
        ratePerSecond: env.CHAT2DESK_RATE_PER_SECOND,
        webhookSecret: env.CHAT2DESK_WEBHOOK_SECRET,
        previousWebhookSecret: env.CHAT2DESK_PREVIOUS_WEBHOOK_SECRET,
        signature: env.CHAT2DESK_SIGNATURE,
        signatureHeader: env.CHAT2DESK_SIGNATURE_HEADER,
        timestampHeaders: env.CHAT2DESK_TIMESTAMP_HEADER,
        signatureKey: env.CHAT2DESK_SIGNATURE_KEY,
        operatorIds: env.CHAT2DESK_OPERATOR_ID,
        assignedMeansSilent: env.CHAT2DESK_ASSIGNED_MEANS_SILENT,
        webhookUrl: env.CHAT2DESK_WEBHOOK_URL,
        repairGaps: env.CHAT2DESK_REPAIR_GAPS,
        replyWindowMs: env.CHAT2DESK_REPLY_WINDOW_HOURS * 3_600_000,
        buttonTransports: env.CHAT2DESK_BUTTONS,
        handoffGroupId: env.CHAT2DESK_HANDOFF_GROUP_ID,
        handoffOperatorId: env.CHAT2DESK_HANDOFF_OPERATOR_ID,
      },
      operatorToken: env.OPERATOR_TOKEN,
      playground: env.PLAYGROUND,
      trustProxy: env.TRUST_PROXY,
      maxConnections: env.MAX_CONNECTIONS,
      flood: { perMinute: env.FLOOD_PER_MINUTE, burst: env.FLOOD_BURST },
      retention: {
        journalMs: env.JOURNAL_RETENTION_DAYS * 86_400_000,
        deadLettersMs: env.DEAD_LETTER_RETENTION_DAYS * 86_400_000,
        auditMs: env.AUDIT_RETENTION_DAYS * 86_400_000,
        ordersMs: env.ORDER_RETENTION_DAYS * 86_400_000,
      },
      workerPort: env.WORKER_PORT,
      concurrency: env.WORKER_CONCURRENCY,
      ttlMs: env.CONVERSATION_TTL_HOURS * 3_600_000,
      seenTtlMs: env.SEEN_TTL_DAYS * 86_400_000,
      remindMs: env.REMIND_AFTER_MINUTES * 60_000,
      expireMs: env.EXPIRE_AFTER_HOURS * 3_600_000,
      quietHours: { from: env.QUIET_FROM, to: env.QUIET_TO },
      operatorSilenceMs: env.OPERATOR_SILENCE_MINUTES * 60_000,
      turnWindowMs: env.TURN_WINDOW_MS,
      rules: readRules(env, given),
      streets: streets.streets,
      facts: readFacts(given),
    },
  }
}

function readRules(env: v.InferOutput<typeof Env>, given: Record<string, string | undefined>): OrderRules {
  const { DELIVERY_FROM: from, DELIVERY_TO: to } = env
  return {
    minBottles: env.MIN_BOTTLES,
    daysOff: env.DAYS_OFF,
    askEmpties: env.ASK_EMPTIES,
    note: inEachLanguage('DELIVERY_NOTE', given),
    ...(env.PRICE_PER_BOTTLE !== undefined && { price: { amount: env.PRICE_PER_BOTTLE, currency: env.CURRENCY } }),
    ...(from !== undefined && to !== undefined && { hours: { from, to } }),
    ...(env.ORDER_CUT_OFF !== undefined && { cutOff: env.ORDER_CUT_OFF }),
  }
}

const noStreets: ParsedStreets = { ok: true, streets: [] }

/** `ANSWER_PRICE_RU` and the like. */
function readFacts(given: Record<string, string | undefined>): OrderFacts {
  return Object.fromEntries(factTopics.map((topic) => [topic, inEachLanguage(`ANSWER_${topic.toUpperCase()}`, given)]))
}

function inEachLanguage(name: string, given: Record<string, string | undefined>) {
  return Object.fromEntries(
    locales.flatMap((locale) => {
      const text = given[`${name}_${locale.toUpperCase()}`]
      return text === undefined ? [] : [[locale, text.trim()]]
    }),
  )
}

/** The settings of this process; a list of what is wrong and exit 1 if they cannot be used. */
export function readSettings(needs: readonly string[] = []): Settings {
  try {
    process.loadEnvFile()
  } catch {
    // A .env file is optional.
  }
  const parsed = parseSettings(process.env, needs)
  if (parsed.ok) return parsed.settings
  process.stderr.write(
    `Cannot start: ${parsed.problems.length} setting(s) cannot be used.\n${parsed.problems.map((problem) => `  - ${problem}`).join('\n')}\nAll settings with their units: .env.example\n`,
  )
  process.exit(1)
}

/** What a child process gets that must know nothing of this one's settings: where programs are. */
export function bareEnvironment(): NodeJS.ProcessEnv {
  return { PATH: process.env['PATH'] }
}

/** For an embedded run that was given none. */
export function makeToken(): string {
  return randomBytes(18).toString('base64url')
}

function address(
  scheme: string,
  to: { host: string; port: number; user: string | undefined; password: string | undefined },
): string {
  const secret = to.password === undefined ? '' : `:${encodeURIComponent(to.password)}`
  const user = encodeURIComponent(to.user ?? '')
  return `${scheme}://${user || secret ? `${user}${secret}@` : ''}${to.host}:${to.port}`
}

function withUser(address: string, user: string, password: string): string {
  const url = new URL(address)
  url.username = encodeURIComponent(user)
  url.password = encodeURIComponent(password)
  return url.href
}
