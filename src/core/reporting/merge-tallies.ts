import type { Tally } from './report.ts'

type Sum = { -readonly [Key in keyof Tally]: Tally[Key] }

/** Adds up the counts of several isolates: one tally per slice, caller group, color and release. */
export function mergeTallies(tallies: readonly Tally[]): readonly Tally[] {
  const sums = new Map<string, Sum>()
  for (const tally of tallies) {
    const key = `${tally.slice}/${tally.caller}/${tally.color}/${tally.release}`
    const sum = sums.get(key)
    if (sum === undefined) sums.set(key, { ...tally })
    else add(sum, tally)
  }
  return [...sums.values()]
}

function add(sum: Sum, tally: Tally): void {
  sum.started += tally.started
  sum.success += tally.success
  sum.neutral += tally.neutral
  sum.fault += tally.fault
  sum.overload += tally.overload
  sum.slow += tally.slow
  sum.concordant = (sum.concordant ?? 0) + (tally.concordant ?? 0)
  sum.discordant = (sum.discordant ?? 0) + (tally.discordant ?? 0)
  if (tally.quality === undefined) return
  const quality = { ...sum.quality }
  for (const [name, { calls, bad }] of Object.entries(tally.quality)) {
    const known = quality[name] ?? { calls: 0, bad: 0 }
    quality[name] = { calls: known.calls + calls, bad: known.bad + bad }
  }
  sum.quality = quality
}
