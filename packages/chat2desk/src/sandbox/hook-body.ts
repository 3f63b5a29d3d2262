import { wireId } from '../id.ts'
import type { Client, Message } from './company.ts'
import type { Knobs } from './knobs.ts'
import type { Random } from './random.ts'

/** A webhook on its way: who it is about and what it says. */
export type Hook = { hookType: string; clientId: string; channelId: string; at: number; body: Record<string, unknown> }

export type HookWriter = ReturnType<typeof createHookWriter>

/** All that sparse bodies of these events name. */
const sparseKeys: Readonly<Record<string, readonly string[]>> = {
  close_dialog: ['dialog_id'],
  close_request: ['request_id', 'event_time'],
  dialog_transferred: ['dialog_id', 'operator_id'],
}

const storage = 'https://storage.chat2desk.example/'

/** Writes the bodies, in the variants that the service is known to send. */
export const createHookWriter = (knobs: () => Knobs, random: Random, clock: () => number) => {
  const ids = (fields: Record<string, string | null>) => {
    const asStrings = choose(knobs().bodies.ids, random, ['numbers', 'strings']) === 'strings'
    return Object.fromEntries(
      Object.entries(fields).map(([name, id]) => [name, id === null || asStrings ? id : wireId(id)]),
    )
  }
  const eventTime = (at: number) => {
    const iso = new Date(at).toISOString()
    const seconds = choose(knobs().bodies.eventTime, random, ['micros', 'seconds']) === 'seconds'
    return seconds ? `${iso.slice(0, 19)}Z` : `${iso.slice(0, 23)}${String(at % 1000).padStart(3, '0')}Z`
  }
  const isSparse = () => choose(knobs().bodies.keys, random, ['full', 'sparse']) === 'sparse'
  const mediaUrl = (path: string) =>
    /^https?:/.test(path) || choose(knobs().bodies.mediaUrl, random, ['full', 'relative']) === 'relative'
      ? path
      : storage + path
  const attachment = (path: string) =>
    choose(knobs().bodies.attachments, random, ['link', 'file']) === 'link'
      ? { name: path.split('/').at(-1) ?? path, link: mediaUrl(path) }
      : { content_type: 'application/octet-stream', file: { url: mediaUrl(path) } }
  const coordinates = (location: Message['location']) => {
    if (!location) return null
    const latFirst = choose(knobs().bodies.coordinates, random, ['lat,lon', 'lon lat']) === 'lat,lon'
    return latFirst ? `${location.lat},${location.lon}` : `${location.lon} ${location.lat}`
  }

  return {
    message: (
      hookType: string,
      message: Message,
      client: Client,
      flags: { isNewRequest?: boolean; isNewClient?: boolean; dialogNull?: boolean } = {},
    ): Hook => {
      const sparse = isSparse()
      const { photo = null, audio = null, video = null, pdf = null, file } = message.media
      const body = {
        hook_type: hookType,
        type: message.type,
        text: message.text,
        transport: message.transport,
        ...ids({
          message_id: message.id,
          client_id: client.id,
          operator_id: message.operatorId,
          dialog_id: flags.dialogNull ? null : message.dialogId,
          channel_id: message.channelId,
          request_id: message.requestId,
        }),
        photo: photo === null ? null : mediaUrl(photo),
        coordinates: coordinates(message.location),
        audio: audio === null ? null : mediaUrl(audio),
        pdf: pdf === null ? null : mediaUrl(pdf),
        client: {
          ...ids({ id: client.id }),
          phone: client.address,
          client_phone: client.clientPhone,
          name: client.name,
          assigned_name: null,
          external_id: null,
        },
        attachments: [file ?? message.attachment].filter((path) => path !== null).map(attachment),
        is_new_request: flags.isNewRequest ?? false,
        is_new_client: flags.isNewClient ?? false,
        ...(video !== null || !sparse ? { video: video === null ? null : mediaUrl(video) } : {}),
        ...(sparse ? {} : { insta_comment: false, is_new: message.type === 'from_client' }),
        extra_data: choose(knobs().bodies.extraData, random, ['object', 'array']) === 'object' ? {} : [],
        event_time: eventTime(message.at),
      }
      return { hookType, clientId: client.id, channelId: message.channelId, at: message.at, body }
    },
    client: (hookType: string, client: Client): Hook => ({
      hookType,
      clientId: client.id,
      channelId: client.channelId,
      at: client.createdAt,
      body: {
        hook_type: hookType,
        ...ids({ id: client.id }),
        name: client.name,
        assigned_name: null,
        email: null,
        phone: client.address,
        avatar: null,
        client_phone: client.clientPhone,
        channels: [{ id: wireId(client.channelId), transports: [client.transport] }],
        event_time: eventTime(client.createdAt),
      },
    }),
    event: (
      hookType: string,
      client: Client,
      idsOf: Record<string, string | null>,
      rest: Record<string, unknown> = {},
    ): Hook => {
      const at = clock()
      const told = {
        ...ids({ ...idsOf, client_id: client.id, channel_id: client.channelId }),
        ...rest,
        event_time: eventTime(at),
      }
      const known = isSparse() ? sparseKeys[hookType] : undefined
      const kept = Object.entries(told).filter(([name]) => known?.includes(name) ?? true)
      const body = { hook_type: hookType, ...Object.fromEntries(kept) }
      return { hookType, clientId: client.id, channelId: client.channelId, at, body }
    },
  }
}

const choose = <Option extends string>(
  knob: Option | 'random',
  random: Random,
  options: readonly [Option, ...Option[]],
): Option => (knob === 'random' ? random.pick(options) : knob)
