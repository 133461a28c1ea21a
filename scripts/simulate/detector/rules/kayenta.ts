import { looksOf, type Ended, type Rule } from './rule.ts'

const BUCKET_MS = 10_000
/** Two-sided confidence 0.98. */
const QUANTILE = 2.326
const EFFECT = 0.25

/**
 * Kayenta's judge with the error rate as critical metric: a Mann–Whitney interval for the shift between the buckets of
 * both arms. The metric is high when the interval's lower end exceeds a quarter of the shift; then the score is 0.
 */
export function kayenta(runMs: number): Rule {
  return {
    name: `B5 Kayenta, runs of ${runMs / 60_000} min`,
    rollbackAt: (view) => {
      const { ended: candidate, endedOnControl: control } = view
      for (const at of looksOf(view, runMs)) {
        const from = Math.max(view.switchedAt, at - 2 * runMs)
        if (isHigh(bucketsOf(candidate, from, at), bucketsOf(control, from, at))) return at
      }
      return undefined
    },
  }
}

function bucketsOf(ended: Ended, from: number, until: number): readonly number[] {
  const rates: number[] = []
  for (let at = from; at < until; at += BUCKET_MS) {
    const { calls, bad } = ended.between(at, at + BUCKET_MS)
    if (calls > 0) rates.push(bad / calls)
  }
  return rates
}

/** The Hodges–Lehmann shift, and the rank of the lower end of its interval with the correction for ties. */
function isHigh(candidate: readonly number[], control: readonly number[]): boolean {
  const [m, n] = [candidate.length, control.length]
  if (m === 0 || n === 0) return false
  const shifts = Float64Array.from(candidate.flatMap((one) => control.map((other) => one - other)))
  shifts.sort()
  const deviation = Math.sqrt(((m * n) / 12) * (m + n + 1 - tiesOf([...candidate, ...control])))
  const rank = Math.floor((m * n) / 2 - QUANTILE * deviation - 0.5)
  const shift = shifts[shifts.length >> 1] ?? 0
  return rank >= 0 && (shifts[rank] ?? 0) > EFFECT * Math.abs(shift)
}

function tiesOf(values: readonly number[]): number {
  const groups = [...Map.groupBy(values, (value) => value).values()]
  const cubes = groups.reduce((sum, { length }) => sum + length ** 3 - length, 0)
  return cubes / (values.length * (values.length - 1))
}
