import { percent } from '../table.ts'
import { healthyStepTable } from './healthy-steps.ts'
import { holdBackTable } from './hold-back.ts'
import { ladderTable } from './ladders.ts'
import { stepTable } from './steps.ts'

/** How much is drawn. */
export interface WeightRuns {
  readonly steps: number
  readonly ladders: number
  readonly healthy: number
  readonly holdBack: number
}

/** A total outage behind both colors may pass for a fault of the candidate in so many runs. */
const MAX_OUTAGES = 0.25

export interface Section {
  readonly title: string
  readonly caption: string
  readonly text: string
}

export interface WeightTables {
  readonly sections: readonly Section[]
  readonly claims: readonly (readonly [holds: boolean, claim: string])[]
}

/** The tables of steps and hold-backs, and what is claimed of them. */
export function weightTables(runs: WeightRuns): WeightTables {
  const steps = stepTable(runs.steps)
  const healthy = healthyStepTable(runs.healthy)
  const holdBack = holdBackTable(runs.holdBack)
  return {
    sections: [
      { title: 'Steps: a bad release', caption: captions.steps, text: steps.text },
      {
        title: 'Steps: rules that lost fewer calls',
        caption: captions.better,
        text: listOf(steps.better),
      },
      { title: 'Steps: a healthy release', caption: captions.healthy, text: healthy.text },
      { title: 'Ladders', caption: captions.ladders, text: ladderTable(runs.ladders) },
      { title: 'Hold-back', caption: captions.holdBack, text: holdBack.text },
    ],
    claims: [
      [
        steps.missed === 0,
        `each step finds faults of 10 % and more in an hour: ${steps.missed} missed`,
      ],
      [healthy.worst === 0, `no healthy release rolled back at a step: ${healthy.worst}`],
      [
        holdBack.worst <= MAX_OUTAGES,
        `a hold-back rolls back at most a quarter of the outages behind both: ${percent(holdBack.worst)}`,
      ],
    ],
  }
}

const captions = {
  steps: `Failed calls / seconds until the rollback of a release that is bad from its first call, at a step without end. All
rules see the same calls; 400 callers, no call is repeated on the other color.`,
  better: 'The other rules in the rows above with a lower mean.',
  healthy: `Time until a release is called healthy, medians, and the share of runs with a rollback at 0.5 % faults: by this
router until then, by the other rules within an hour.`,
  ladders: `The same over whole ladders of 1, 5, 25 and 100 %: 10 minutes a step for this router, when the verdict is healthy
by then, and for Argo; a good check for Flagger. Neither looks any more at 100 %.`,
  holdBack: `Share of runs with a rollback where both colors fail alike (95 % interval), and failed calls / seconds until
the rollback where the candidate fails alone. Half a minute of each; no call is repeated on the other color.`,
} as const

function listOf(lines: readonly string[]): string {
  return lines.length === 0 ? 'None.' : lines.map((line) => `- ${line}`).join('\n')
}
