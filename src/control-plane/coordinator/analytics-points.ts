import {
  callsPoint,
  decisionPoint,
  withReportedCalls,
  type DataPoint,
  type ReleaseCalls,
} from '../../core/metrics/data-points.ts'
import type { Report } from '../../core/reporting/report.ts'
import type { Rollout } from '../../core/rollout/state.ts'
import { errorFields, log } from '../../platform/log.ts'

interface Dataset {
  writeDataPoint(point: DataPoint): void
}

/**
 * Writes data points of Workers Analytics Engine where the binding `ANALYTICS` is there: one for each
 * decision, and one for the calls of a release in the reports since the last write. A failure is
 * logged once, and stops nothing: the points are copies of counts that are kept elsewhere.
 */
export class AnalyticsPoints {
  readonly #dataset: Dataset | undefined
  readonly #model: string
  #calls: readonly ReleaseCalls[] = []
  #hasFailed = false

  constructor(env: Env, model: string) {
    this.#dataset = datasetIn(env)
    this.#model = model
  }

  addReport(report: Pick<Report, 'tallies' | 'times'>): void {
    if (this.#dataset === undefined) return
    this.#calls = withReportedCalls(this.#calls, report)
  }

  writeDecision(rollout: Rollout): void {
    this.#write(decisionPoint(this.#model, rollout))
  }

  /** Writes the calls since the last write. */
  writeCalls(): void {
    for (const calls of this.#calls) this.#write(callsPoint(this.#model, calls))
    this.#calls = []
  }

  #write(point: DataPoint): void {
    try {
      this.#dataset?.writeDataPoint(point)
    } catch (error) {
      if (this.#hasFailed) return
      this.#hasFailed = true
      log('internal_error', { where: 'analytics', model: this.#model, ...errorFields(error) })
    }
  }
}

/** The binding is optional, so that the generated types of `Env` know it only where it is there. */
function datasetIn(env: object): Dataset | undefined {
  const binding: unknown = Reflect.get(env, 'ANALYTICS')
  return isDataset(binding) ? binding : undefined
}

function isDataset(binding: unknown): binding is Dataset {
  return (
    typeof binding === 'object' &&
    binding !== null &&
    typeof Reflect.get(binding, 'writeDataPoint') === 'function'
  )
}
