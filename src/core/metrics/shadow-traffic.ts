import { colors, type Color } from '../routing/color.ts'
import { agreementNames, type ShadowReport } from '../shadow/shadow-report.ts'

/** The ends of copies that are counted. */
const copyEnds = ['success', 'fault', 'overload', 'neutral'] as const

type AgreementName = (typeof agreementNames)[number]

/** What became of the copies of calls to a color, over all releases. The counts only grow. */
interface CopyTraffic {
  readonly ends: Readonly<Record<(typeof copyEnds)[number], number>>
  readonly compared: Readonly<Record<AgreementName, number>>
}

export type ShadowTraffic = Readonly<Record<Color, CopyTraffic>>

const none: CopyTraffic = {
  ends: { success: 0, fault: 0, overload: 0, neutral: 0 },
  compared: { agreed: 0, differed: 0, uncompared: 0, skipped: 0 },
}

export const noShadowTraffic: ShadowTraffic = { blue: none, green: none }

/** Adds a report that was not counted before. */
export function withCopies(
  traffic: ShadowTraffic,
  report: Pick<ShadowReport, 'tallies' | 'agreement'>
): ShadowTraffic {
  return { blue: added(traffic.blue, 'blue', report), green: added(traffic.green, 'green', report) }
}

function added(
  { ends, compared }: CopyTraffic,
  color: Color,
  { tallies, agreement }: Pick<ShadowReport, 'tallies' | 'agreement'>
): CopyTraffic {
  const copies = tallies.filter((tally) => tally.color === color)
  const answers = agreement.filter((counts) => counts.color === color)
  return {
    ends: summed(ends, copies, copyEnds),
    compared: summed(compared, answers, agreementNames),
  }
}

function summed<Name extends string>(
  known: Readonly<Record<Name, number>>,
  parts: readonly Readonly<Record<Name, number>>[],
  names: readonly Name[]
): Readonly<Record<Name, number>> {
  return names.reduce(
    (sum, name) => ({ ...sum, [name]: parts.reduce((all, one) => all + one[name], known[name]) }),
    known
  )
}

/** A count of the copies with the last parts of its labels. */
interface CopyCount {
  readonly family: 'bluegreen_shadow_copies_total' | 'bluegreen_shadow_comparisons_total'
  readonly labels: readonly [color: Color, kind: string]
  readonly value: number
}

/** Returns the counts as series, also those that are 0, so that the first copy is an increase. */
export function copyCounts(traffic: ShadowTraffic): readonly CopyCount[] {
  return colors.flatMap((color) => {
    const { ends, compared } = traffic[color]
    return [
      ...copyEnds.map((end): CopyCount => {
        return { family: 'bluegreen_shadow_copies_total', labels: [color, end], value: ends[end] }
      }),
      ...agreementNames.map((name): CopyCount => {
        const family = 'bluegreen_shadow_comparisons_total'
        return { family, labels: [color, name], value: compared[name] }
      }),
    ]
  })
}
