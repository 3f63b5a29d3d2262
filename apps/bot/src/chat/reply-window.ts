import type { Heard } from '@shoro/dialog'

/** Thrown in place of a send that its transport would not take any more. */
export class WindowClosed extends Error {
  override readonly name = 'WindowClosed'
}

/** WhatsApp takes a free text only for some time after the customer's last message; other messengers always. */
export function isOpen(windowMs: number, heard: Heard | undefined, now: number): boolean {
  if (windowMs === 0 || heard?.transport === undefined || !/^(whatsapp|wa_)/.test(heard.transport)) return true
  return now - heard.at <= windowMs
}
