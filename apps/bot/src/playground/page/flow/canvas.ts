import { centre, fit, frame, zoom, type Box, type Place, type Size } from './pan-zoom.ts'

/** A window on a drawing that can be moved and zoomed by pointer, pinch, wheel and keys. */
export interface Canvas {
  /** Puts another drawing into the window: at first `heart`, the part that matters most, else all of it. */
  show(drawing: SVGSVGElement, heart?: SVGGraphicsElement): void
  /** Shows all of the drawing. */
  fit(): void
  zoom(factor: number): void
  /** Glides to an element of the drawing. */
  follow(element: SVGGraphicsElement): void
}

/** `onHeld` is called when somebody moves the drawing by hand. */
export function createCanvas(element: HTMLElement, onHeld: () => void): Canvas {
  let place: Place = { x: 0, y: 0, scale: 1 }
  let drawing: SVGSVGElement | undefined
  let size: Size = { width: 1, height: 1 }
  let heart: SVGGraphicsElement | undefined
  /** What is shown again when the window changes its size. */
  let shown: 'heart' | 'all' | 'else' = 'heart'
  const pointers = new Map<number, { x: number; y: number }>()

  const window = (): Size => ({ width: element.clientWidth, height: element.clientHeight })
  const middle = () => ({ x: element.clientWidth / 2, y: element.clientHeight / 2 })
  const put = (next: Place, glide: boolean) => {
    place = next
    element.classList.toggle('gliding', glide)
    element.classList.toggle('far', place.scale < 0.42)
    if (drawing) drawing.style.transform = `translate(${place.x}px, ${place.y}px) scale(${place.scale})`
  }
  const byHand = (next: Place, glide = false) => {
    shown = 'else'
    put(next, glide)
    onHeld()
  }
  const pointOf = (event: { clientX: number; clientY: number }) => {
    const { left, top } = element.getBoundingClientRect()
    return { x: event.clientX - left, y: event.clientY - top }
  }
  const spread = () => {
    const [a, b] = [...pointers.values()]
    if (!a || !b) return undefined
    return { far: Math.hypot(a.x - b.x, a.y - b.y), at: { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 } }
  }
  const boxOf = (part: SVGGraphicsElement): Box => {
    const outer = element.getBoundingClientRect()
    const { left, top, width, height } = part.getBoundingClientRect()
    const { x, y, scale } = current()
    return {
      x: (left - outer.left - x) / scale,
      y: (top - outer.top - y) / scale,
      width: width / scale,
      height: height / scale,
    }
  }
  /** Where the drawing is at this moment, in the middle of a glide too. */
  const current = (): Place => {
    const matrix = drawing ? new DOMMatrix(getComputedStyle(drawing).transform) : new DOMMatrix()
    return { x: matrix.e, y: matrix.f, scale: matrix.a }
  }

  const showAgain = (glide: boolean) => {
    if (!drawing || element.clientWidth === 0) return
    if (shown === 'all' || !heart) put(fit(size, window()), glide)
    else put(frame(boxOf(heart), window()), glide)
  }

  element.addEventListener(
    'wheel',
    (event) => {
      event.preventDefault()
      const pinched = event.ctrlKey || event.metaKey
      const step = event.deltaMode === 0 ? event.deltaY : event.deltaY * 16
      byHand(zoom(place, Math.exp(-step * (pinched ? 0.01 : 0.0016)), pointOf(event)))
    },
    { passive: false },
  )
  element.addEventListener('pointerdown', (event) => {
    if (event.button !== 0) return
    pointers.set(event.pointerId, pointOf(event))
  })
  element.addEventListener('pointermove', (event) => {
    const last = pointers.get(event.pointerId)
    if (!last) return
    // It was let go where nobody told it.
    if (event.buttons === 0) return letGo(event)
    const before = spread()
    const now = pointOf(event)
    const isHeld = element.hasPointerCapture(event.pointerId)
    // A press that hardly moves is a press on a state.
    if (!isHeld && pointers.size === 1 && Math.hypot(now.x - last.x, now.y - last.y) < 4) return
    if (!isHeld) element.setPointerCapture(event.pointerId)
    element.classList.add('held')
    pointers.set(event.pointerId, now)
    const after = spread()
    if (before && after) {
      const moved = { ...place, x: place.x + after.at.x - before.at.x, y: place.y + after.at.y - before.at.y }
      byHand(zoom(moved, after.far / before.far, after.at))
    } else if (now.x !== last.x || now.y !== last.y) {
      byHand({ ...place, x: place.x + now.x - last.x, y: place.y + now.y - last.y })
    }
  })
  const letGo = (event: PointerEvent) => {
    pointers.delete(event.pointerId)
    if (pointers.size === 0) element.classList.remove('held')
  }
  element.addEventListener('pointerup', letGo)
  element.addEventListener('pointercancel', letGo)
  element.addEventListener('keydown', (event) => {
    if (event.target !== element) return
    const moves: Record<string, [number, number]> = {
      ArrowLeft: [60, 0],
      ArrowRight: [-60, 0],
      ArrowUp: [0, 60],
      ArrowDown: [0, -60],
    }
    const move = moves[event.key]
    if (move) byHand({ ...place, x: place.x + move[0], y: place.y + move[1] }, true)
    else if (event.key === '+' || event.key === '=') byHand(zoom(place, 1.25, middle()), true)
    else if (event.key === '-') byHand(zoom(place, 0.8, middle()), true)
    else if (event.key === '0') canvas.fit()
    else return
    event.preventDefault()
  })
  new ResizeObserver(() => {
    if (shown !== 'else') showAgain(false)
  }).observe(element)

  const canvas: Canvas = {
    show: (next, part) => {
      const box = next.viewBox.baseVal
      size = { width: box?.width || next.width.baseVal.value, height: box?.height || next.height.baseVal.value }
      next.setAttribute('width', String(size.width))
      next.setAttribute('height', String(size.height))
      drawing = next
      element.querySelector(':scope > svg')?.remove()
      element.prepend(next)
      heart = part
      shown = 'heart'
      showAgain(false)
    },
    fit: () => {
      shown = 'all'
      showAgain(true)
    },
    zoom: (factor) => byHand(zoom(place, factor, middle()), true),
    follow: (part) => {
      if (element.clientWidth === 0) return
      shown = 'else'
      put(centre(place, boxOf(part), size, window()), true)
    },
  }
  return canvas
}
