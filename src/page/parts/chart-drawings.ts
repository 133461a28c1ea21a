import type uPlot from 'uplot'
import type { Decision } from '../logic/history-words.ts'

/** Colors and font of a chart. */
export interface ChartInks {
  readonly blue: string
  readonly green: string
  readonly danger: string
  readonly soft: string
  readonly ink: string
  readonly line: string
  readonly card: string
  readonly font: string
}

/** Draws the threshold of a rollback with its name. */
export function drawThreshold(plot: uPlot, inks: ChartInks): void {
  const { ctx, bbox } = plot
  const y = plot.valToPos(1, 'y', true)
  ctx.save()
  ctx.strokeStyle = inks.danger
  ctx.lineWidth = 1.5 * devicePixelRatio
  line(ctx, [bbox.left, y], [bbox.left + bbox.width, y])
  ctx.fillStyle = inks.danger
  ctx.font = scaled(inks.font)
  ctx.textAlign = 'left'
  ctx.textBaseline = 'bottom'
  ctx.fillText('rollback at 100 %', bbox.left + 6 * devicePixelRatio, y - 3 * devicePixelRatio)
  ctx.restore()
}

/** Distance of two labels that still can be read, in pixels of the screen. */
const LABEL_ROW = 15

/** Draws the decisions as dashed lines with labels, in rows where they are close together. */
export function drawDecisions(plot: uPlot, decisions: readonly Decision[], inks: ChartInks): void {
  const { ctx, bbox } = plot
  const ratio = devicePixelRatio
  const rowEnds: number[] = []
  ctx.save()
  ctx.font = scaled(inks.font)
  ctx.textAlign = 'left'
  ctx.textBaseline = 'top'
  ctx.lineWidth = ratio
  for (const { at, label } of decisions) {
    const x = plot.valToPos(at / 1000, 'x', true)
    if (x < bbox.left || x > bbox.left + bbox.width) continue
    const width = ctx.measureText(label).width + 8 * ratio
    const isAtEnd = x + width > bbox.left + bbox.width
    const start = isAtEnd ? x - width : x
    const row = firstFreeRow(rowEnds, start)
    rowEnds[row] = start + width
    const y = bbox.top + (2 + row * LABEL_ROW) * ratio
    ctx.strokeStyle = inks.soft
    ctx.setLineDash([3 * ratio, 3 * ratio])
    line(ctx, [x, bbox.top], [x, bbox.top + bbox.height])
    ctx.setLineDash([])
    ctx.fillStyle = inks.card
    ctx.fillRect(start + 2 * ratio, y - ratio, width - 4 * ratio, LABEL_ROW * ratio)
    ctx.fillStyle = inks.ink
    ctx.fillText(label, start + 4 * ratio, y)
  }
  ctx.restore()
}

function firstFreeRow(rowEnds: readonly number[], start: number): number {
  const free = rowEnds.findIndex((end) => end < start)
  return free === -1 ? rowEnds.length : free
}

function line(
  ctx: CanvasRenderingContext2D,
  [x1, y1]: readonly [number, number],
  [x2, y2]: readonly [number, number]
): void {
  ctx.beginPath()
  ctx.moveTo(x1, y1)
  ctx.lineTo(x2, y2)
  ctx.stroke()
}

/** A canvas has pixels of the device, and a font is given in those of the screen. */
function scaled(font: string): string {
  return font.replace(/^[\d.]+/, (size) => `${Number(size) * devicePixelRatio}`)
}
