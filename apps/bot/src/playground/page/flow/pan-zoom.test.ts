import { describe, expect, it } from 'vitest'
import { centre, fit, frame, zoom } from './pan-zoom.ts'

const window = { width: 400, height: 300 }

describe('where a drawing lies under its window', () => {
  it('shows all of it, in the middle', () => {
    expect(fit({ width: 800, height: 100 }, window, 0)).toEqual({ scale: 0.5, x: 0, y: 125 })
  })

  it('shows nothing larger than life', () => {
    expect(fit({ width: 100, height: 100 }, window).scale).toBe(1)
  })

  it('shows a part as it shows a drawing', () => {
    expect(frame({ x: 100, y: 50, width: 800, height: 100 }, window, 0)).toEqual({ scale: 0.5, x: -50, y: 100 })
  })

  it('keeps the point under the pointer when it zooms', () => {
    const at = { x: 120, y: 80 }
    const { x, y, scale } = zoom({ x: 20, y: 30, scale: 0.5 }, 2, at)
    expect([(at.x - x) / scale, (at.y - y) / scale]).toEqual([(120 - 20) / 0.5, (80 - 30) / 0.5])
  })

  it('zooms neither to nothing nor without end', () => {
    expect(zoom({ x: 0, y: 0, scale: 1 }, 1e6, { x: 0, y: 0 }).scale).toBeLessThan(10)
    expect(zoom({ x: 0, y: 0, scale: 1 }, 1e-6, { x: 0, y: 0 }).scale).toBeGreaterThan(0.01)
  })

  const drawing = { width: 2000, height: 1000 }

  it('brings a state into the middle, large enough to be read', () => {
    const box = { x: 500, y: 400, width: 100, height: 40 }
    const { x, y, scale } = centre({ x: 0, y: 0, scale: 0.2 }, box, drawing, window)
    expect(scale).toBe(0.8)
    expect([x + 550 * scale, y + 420 * scale]).toEqual([200, 150])
  })

  it('does not show what is beside the drawing', () => {
    const { x, y } = centre({ x: 0, y: 0, scale: 1 }, { x: 1900, y: 0, width: 100, height: 40 }, drawing, window)
    expect([x, y]).toEqual([400 - 2000 - 20, 20])
  })
})
