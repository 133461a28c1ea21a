import { parseLoads } from './parse-loads.ts'
import { costReport } from './report.ts'

// Prints what the router costs in a month at Cloudflare's list prices, for the calls of the command line.

try {
  const { loads, models } = parseLoads(process.argv.slice(2))
  console.log(costReport(loads, models))
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 2
}
