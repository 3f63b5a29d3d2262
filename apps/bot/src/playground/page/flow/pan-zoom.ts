/** Where a drawing lies under its window: `x`, `y` in pixels of the window, `scale` of the drawing's own size. */
export interface Place {
  x: number
  y: number
  scale: number
}

export interface Size {
  width: number
  height: number
}

export interface Box extends Size {
  x: number
  y: number
}

const leastScale = 0.08
const mostScale = 3

/** The whole drawing in the window, in the middle, never larger than life. */
export function fit(drawing: Size, window: Size, margin = 14): Place {
  const scale = clampScale(
    Math.min(1, (window.width - 2 * margin) / drawing.width, (window.height - 2 * margin) / drawing.height),
  )
  return {
    scale,
    x: (window.width - drawing.width * scale) / 2,
    y: (window.height - drawing.height * scale) / 2,
  }
}

/** A part of the drawing in the window, in the middle, never larger than life. */
export function frame(box: Box, window: Size, margin = 14): Place {
  const { scale, x, y } = fit(box, window, margin)
  return { scale, x: x - box.x * scale, y: y - box.y * scale }
}

/** Larger or smaller by `factor`; the point of the window `at` stays on the same point of the drawing. */
export function zoom(place: Place, factor: number, at: { x: number; y: number }): Place {
  const scale = clampScale(place.scale * factor)
  const grown = scale / place.scale
  return { scale, x: at.x - (at.x - place.x) * grown, y: at.y - (at.y - place.y) * grown }
}

/** `box` of the drawing as near to the middle as can be without showing what is beside the drawing. */
export function centre(place: Place, box: Box, drawing: Size, window: Size, readable = 0.8): Place {
  const scale = Math.max(place.scale, Math.min(readable, (window.width - 24) / box.width))
  return {
    scale,
    x: within(window.width / 2 - (box.x + box.width / 2) * scale, drawing.width * scale, window.width),
    y: within(window.height / 2 - (box.y + box.height / 2) * scale, drawing.height * scale, window.height),
  }
}

function within(start: number, length: number, room: number, margin = 20): number {
  if (length + 2 * margin <= room) return (room - length) / 2
  return Math.min(margin, Math.max(room - length - margin, start))
}

function clampScale(scale: number): number {
  return Math.min(mostScale, Math.max(leastScale, scale))
}
