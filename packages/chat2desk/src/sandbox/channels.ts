import { channels } from './company.ts'

export const channelFor = (transport: string) => channels.find(({ transports }) => transports.includes(transport))
