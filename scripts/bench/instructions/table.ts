import { names } from '../latency/target.ts'

/** Instructions per call or event of a target, in each window. */
export interface Counted {
  readonly target: string
  readonly title: string
  readonly counts: readonly number[]
}

/** Returns a Markdown table with one row for each target and kind of call. A garbage collection falls into some windows only. */
export function tableOf(counted: readonly Counted[]): string {
  const lines = counted.map((row) => {
    const floor = counted.find(({ target, title }) => target === names.floor && title === row.title)
    const least = Math.min(...row.counts)
    const most = Math.max(...row.counts)
    const ratio = floor === undefined ? '–' : (meanOf(row.counts) / meanOf(floor.counts)).toFixed(2)
    return [
      row.title,
      row.target,
      thousands(meanOf(row.counts)),
      `${thousands(least)}–${thousands(most)}`,
      ratio,
    ]
  })
  const header = ['what', 'target', 'k instructions', 'least–most', '× floor']
  const rule = ['---', '---', '---:', '---:', '---:']
  return [header, rule, ...lines].map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}

/** Mean over the windows. */
export function meanOf(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0) / counts.length
}

function thousands(count: number): string {
  return (count / 1000).toFixed(1)
}
