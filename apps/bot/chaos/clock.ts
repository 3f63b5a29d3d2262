let wrongMs = 0

/** The clock of this process jumps, as by a hand or a time server; timers that run go on. */
export function jumpClock(ms: number): void {
  wrongMs += ms
}

const real = Date
const now = () => real.now() + wrongMs

// Before anybody keeps `Date.now` for later.
globalThis.Date = new Proxy(real, {
  construct: (target, args, self) =>
    Reflect.construct(target, args.length === 0 ? [now()] : args, self) as InstanceType<DateConstructor>,
  get: (target, key, self) => (key === 'now' ? now : (Reflect.get(target, key, self) as unknown)),
})
