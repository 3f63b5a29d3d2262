import type { World } from './world.ts'

/**
 * Lets timers that a simulated process sets run in virtual time, until what it gives is called. Code outside of a
 * process keeps the real ones.
 */
export function installTimers(world: World): () => void {
  const real = { setTimeout, clearTimeout, setInterval, clearInterval }
  const handle = (cancel: { current: () => void }) => {
    const timer = { cancel, ref: () => timer, unref: () => timer, hasRef: () => false }
    return timer
  }
  const virtualTimeout = (act: (...given: unknown[]) => void, ms = 0, ...given: unknown[]) => {
    const process = world.current
    if (!process) return real.setTimeout(act, ms, ...given)
    return handle({ current: world.after(ms, process, () => act(...given)) })
  }
  const virtualInterval = (act: (...given: unknown[]) => void, ms = 0, ...given: unknown[]) => {
    const process = world.current
    if (!process) return real.setInterval(act, ms, ...given)
    const cancel = { current: () => {} }
    const again = () => {
      cancel.current = world.after(ms, process, () => {
        again()
        act(...given)
      })
    }
    again()
    return handle(cancel)
  }
  const clear = (timer: unknown) => {
    if (timer && typeof timer === 'object' && 'cancel' in timer) (timer.cancel as { current: () => void }).current()
    else real.clearTimeout(timer as NodeJS.Timeout)
  }
  Object.assign(globalThis, {
    setTimeout: virtualTimeout,
    setInterval: virtualInterval,
    clearTimeout: clear,
    clearInterval: clear,
  })
  return () => void Object.assign(globalThis, real)
}
