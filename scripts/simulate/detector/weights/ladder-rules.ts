import { addSamples, noSample, type Sample } from '../../../../src/core/detector/counts.ts'

/** What a rule does after a look. */
export type Decision = 'go on' | 'next step' | 'roll back'

/** A rule of another system, which looks at the ended calls of the candidate at intervals. */
export interface LadderRule {
  readonly name: string
  readonly intervalMs: number
  readonly stepEnd: 'by a good check' | 'by time'
  /** A fresh run of the rule. */
  readonly start: () => (window: Sample) => Decision
}

/**
 * Flagger: a check fails below a success rate of 99 % in the last interval, or without a call. Failed checks add up, and the
 * tick after the threshold was reached rolls back. A good check advances the weight.
 */
export function flagger(intervalMs: number, threshold: number): LadderRule {
  const start = () => {
    let failed = 0
    return ({ calls, bad }: Sample): Decision => {
      if (failed >= threshold) return 'roll back'
      if (calls > 0 && 1 - bad / calls >= 0.99) return 'next step'
      failed++
      return 'go on'
    }
  }
  const name = `Flagger ${intervalMs / 1000} s, threshold ${threshold}`
  return { name, intervalMs, stepEnd: 'by a good check', start }
}

/**
 * Argo Rollouts with a background analysis: a measurement fails below a success rate of 95 %, unless no call has ended. More
 * failures in all than the limit roll back. Steps end by time alone.
 */
export function argo(intervalMs: number, failureLimit: number): LadderRule {
  const start = () => {
    let failed = 0
    return ({ calls, bad }: Sample): Decision => {
      if (calls > 0 && 1 - bad / calls < 0.95) failed++
      return failed > failureLimit ? 'roll back' : 'go on'
    }
  }
  const name = `Argo ${intervalMs / 1000} s, limit ${failureLimit}`
  return { name, intervalMs, stepEnd: 'by time', start }
}

/** Their documented presets, and faster settings. */
export const ladderRules: readonly LadderRule[] = [
  flagger(60_000, 10),
  flagger(60_000, 1),
  argo(300_000, 3),
  argo(60_000, 0),
]

/** A rule that is running: it collects the calls that end between two looks. */
export class RunningRule {
  readonly rule: LadderRule
  readonly #look: (window: Sample) => Decision
  #window = noSample
  #lookAt: number

  constructor(rule: LadderRule) {
    this.rule = rule
    this.#look = rule.start()
    this.#lookAt = rule.intervalMs
  }

  /** Adds the calls that ended until a time, and looks when it is due. */
  add(ended: Sample, elapsedMs: number): Decision {
    this.#window = addSamples(this.#window, ended)
    if (elapsedMs < this.#lookAt) return 'go on'
    this.#lookAt += this.rule.intervalMs
    const window = this.#window
    this.#window = noSample
    return this.#look(window)
  }
}
