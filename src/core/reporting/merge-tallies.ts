import { addCauses } from '../detector/causes.ts'
import { addSamples, noSample, type Sample } from '../detector/counts.ts'
import { countNames, type Tally } from './tally.ts'

type Sum = { -readonly [Key in keyof Tally]: Tally[Key] }

/** Adds up the tallies of several isolates: one for each slice, caller group, route class, color and release. */
export function mergeTallies(tallies: readonly Tally[]): readonly Tally[] {
  const sums = new Map<string, Sum>()
  for (const tally of tallies) {
    const key = `${tally.slice}/${tally.caller}/${tally.color}/${tally.release}/${tally.route}`
    const sum = sums.get(key)
    if (sum === undefined) sums.set(key, { ...tally })
    else add(sum, tally)
  }
  return [...sums.values()]
}

function add(sum: Sum, tally: Tally): void {
  for (const name of countNames) sum[name] += tally[name]
  if (tally.causes !== undefined) sum.causes = addCauses(sum.causes, tally.causes)
  if (tally.quality === undefined) return
  const quality: Record<string, Sample> = { ...sum.quality }
  for (const [name, grades] of Object.entries(tally.quality)) {
    quality[name] = addSamples(quality[name] ?? noSample, grades)
  }
  sum.quality = quality
}
