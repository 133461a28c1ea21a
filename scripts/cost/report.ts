import { tableOf } from '../simulate/detector/table.ts'
import { costRows } from './cost-table.ts'
import { assumptionsOf } from './loads.ts'
import { READ_ON } from './prices.ts'
import type { Load } from './usage.ts'

/** Returns the cost of loads in Markdown: the table, and what it assumes. */
export function costReport(loads: readonly Load[], models: number): string {
  const [first] = loads
  const assumptions = first === undefined ? [] : assumptionsOf(first)
  return `${tableOf(costRows(loads, models))}

In dollars, at the list prices of ${READ_ON}. The bill is that of an account with nothing else: the plan, and what goes beyond
the amounts that it includes. Assumed are

${assumptions.map((line) => `- ${line}`).join('\n')}`
}
