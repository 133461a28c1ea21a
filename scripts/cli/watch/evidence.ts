import type { Color } from '../../../src/core/routing/color.ts'
import type { EvidenceSeries, Models } from '../../../src/control-plane/admin/answers.ts'
import { asPlainLine } from '../../../src/core/rollout/plain-line.ts'
import { durationOf } from '../../../src/core/time-span.ts'
import { paint, type Meaning } from '../screen/paint.ts'
import type { Screen } from '../screen/screen.ts'

/** How strong the evidence against a color was at one time; 1 is the threshold of a rollback. */
export type EvidenceSample = EvidenceSeries['samples'][number]

/** Samples that a view keeps. */
const KEPT = 600

/** The evidence that a view has, and the cursor of the next. */
export interface Evidence {
  readonly samples: readonly EvidenceSample[]
  readonly next: number | undefined
}

export const noEvidence: Evidence = { samples: [], next: undefined }

/** Adds the evidence of an answer; undefined when an older router has sent none. */
export function withAnswer(known: Evidence, answer: Models): Evidence | undefined {
  const { evidence } = answer
  if (evidence === undefined) return undefined
  if (evidence === null) return known
  return { samples: [...known.samples, ...evidence.samples].slice(-KEPT), next: evidence.next }
}

/** Signs of eight heights, for a ratio up to the threshold. */
const HEIGHTS = '▁▂▃▄▅▆▇█'

/**
 * Returns the evidence against a color as a bar that ends at the threshold, and below it the course
 * of the last samples; nothing without samples.
 */
export function evidenceLines(
  samples: readonly EvidenceSample[],
  against: Color,
  width: number,
  screen: Screen
): readonly string[] {
  const own = samples.filter((one) => one.color === against)
  const last = own.at(-1)
  if (last === undefined) return []
  const { ratio, signal } = last
  const filled = Math.round(Math.min(1, Math.max(0, ratio)) * width)
  const bar = `${'█'.repeat(filled)}${'░'.repeat(width - filled)}`
  const painted = paint(screen, meaningOfRatio(ratio), bar)
  const by = signal === null ? '' : ` (${asPlainLine(signal)})`
  return [
    `${painted}┃ rollback at 100 %; ${against} is at ${percentOf(ratio)}${by}`,
    ...(own.length > 1 ? [courseOf(own, width)] : []),
  ]
}

function meaningOfRatio(ratio: number): Meaning {
  if (ratio >= 1) return 'danger'
  return ratio >= 0.5 ? 'warning' : 'good'
}

function percentOf(ratio: number): string {
  return `${Math.max(0, Math.floor(100 * ratio))} %`
}

/** Returns the strongest evidence of equal spans of time, and the length of all; a space where no call was judged. */
function courseOf(samples: readonly EvidenceSample[], width: number): string {
  const from = samples[0]?.at ?? 0
  const length = Math.max(1, (samples.at(-1)?.at ?? 0) - from)
  const strongest = new Map<number, number>()
  for (const { at, ratio } of samples) {
    const slot = Math.min(width - 1, Math.floor(((at - from) / length) * width))
    strongest.set(slot, Math.max(ratio, strongest.get(slot) ?? 0))
  }
  const signs = Array.from({ length: width }, (_, slot) => signOf(strongest.get(slot)))
  return `${signs.join('')}  the last ${durationOf(length)}`
}

function signOf(ratio: number | undefined): string {
  if (ratio === undefined) return ' '
  const top = HEIGHTS.length - 1
  return HEIGHTS[Math.min(top, Math.max(0, Math.floor(ratio * top)))] ?? ' '
}
