import type { Sample } from '../../../../src/core/detector/counts.ts'
import type { Evidence } from '../../../../src/core/detector/evidence.ts'
import { rngOf, type Rng } from '../rng.ts'
import { meanOf, percent, short, tableOf } from '../table.ts'
import { ladderRules, RunningRule, type LadderRule } from './ladder-rules.ts'
import { historyOf, Router, SWITCH_MS, USUAL } from './router.ts'
import { SplitTraffic, type Round } from './split-traffic.ts'

const rates = [20, 2_000] as const
const weights = [0.01, 0.05, 0.25, 1] as const
const STEP_MS = 10 * 60_000
const ROUND_MS = 250
/** Time after which a ladder is given up. */
const MAX_MS = 90 * 60_000
/** Time between two looks whether a step may end. */
const LOOK_MS = 10_000

const failures = [
  { faultRate: 1, lateMs: 0 },
  { faultRate: 0.1, lateMs: 0 },
  { faultRate: 0.05, lateMs: 0 },
  { faultRate: 1, lateMs: 20_000 },
] as const
type Failure = (typeof failures)[number]

/** A rollout in steps. `end` is undefined while it goes on. */
interface Ladder {
  readonly share: number
  readonly end: 'rolled back' | 'promoted' | undefined
  readonly add: (round: Round, elapsedMs: number) => void
}

/** Failed calls and seconds until the rollback, with ladders over the same weights. */
export function ladderTable(runs: number): string {
  const rng = rngOf(14)
  const columns: readonly {
    readonly name: string
    readonly start: (history: Evidence) => Ladder
  }[] = [
    { name: '**this router**, 10 min each', start: (history) => new OwnLadder(history, 0) },
    {
      name: 'this router, switch at once',
      start: (history) => new OwnLadder(history, weights.length - 1),
    },
    ...ladderRules.map((rule) => ({ name: rule.name, start: () => new OtherLadder(rule) })),
  ]
  const rows = rates.flatMap((callsPerSecond) => {
    const history = historyOf(rng, callsPerSecond)
    return failures.map((failure) => {
      const late = failure.lateMs === 0 ? '' : `, ${failure.lateMs / 1000} s late`
      const cells = columns.map(({ start }) =>
        cellOf(
          Array.from({ length: runs }, (_, run) =>
            climbed(rngOf(run), callsPerSecond, failure, start(history))
          )
        )
      )
      return [
        `${short(callsPerSecond)} calls/s: ${percent(failure.faultRate)} fail${late}`,
        ...cells,
      ]
    })
  })
  return tableOf([['failed calls / seconds', ...columns.map(({ name }) => name)], ...rows])
}

interface Climbed {
  readonly end: Ladder['end']
  readonly failedCalls: number
  readonly seconds: number
}

function climbed(
  rng: Rng,
  callsPerSecond: number,
  { faultRate, lateMs }: Failure,
  ladder: Ladder
): Climbed {
  const traffic = {
    callsPerSecond,
    roundMs: ROUND_MS,
    lateMs,
    faultRate: (color: 'blue' | 'green') => (color === 'green' ? faultRate : USUAL),
  }
  const calls = new SplitTraffic(rng, traffic, SWITCH_MS)
  const isOurs = ladder instanceof OwnLadder
  let started = 0
  while (ladder.end === undefined && calls.elapsed < MAX_MS) {
    const round = calls.next(ladder.share, isOurs && ladder.share < 1)
    started += round.started
    ladder.add(round, calls.elapsed)
  }
  return { end: ladder.end, failedCalls: started * faultRate, seconds: calls.elapsed / 1000 }
}

function cellOf(results: readonly Climbed[]): string {
  const promoted = results.filter(({ end }) => end === 'promoted').length
  if (promoted === results.length) return 'promoted'
  const back = results.filter(({ end }) => end === 'rolled back')
  if (back.length === 0) return '–'
  const failedCalls = meanOf(back.map((result) => result.failedCalls))
  const text = `${short(failedCalls)} / ${short(meanOf(back.map(({ seconds }) => seconds)))}`
  return promoted === 0 ? text : `${text} (${promoted} of ${results.length} promoted)`
}

/** This router: a step ends after its time when the verdict is `healthy`. */
class OwnLadder implements Ladder {
  readonly #router: Router
  #step: number
  #stepSince = 0
  #lookedAt = 0
  end: Ladder['end']

  constructor(history: Evidence, step: number) {
    this.#router = new Router(history)
    this.#step = step
  }

  get share(): number {
    return weights[this.#step] ?? 1
  }

  add(round: Round, elapsedMs: number): void {
    this.#router.add(round)
    const mayEnd = this.share < 1 && elapsedMs - this.#stepSince >= STEP_MS
    const isDue = mayEnd && elapsedMs - this.#lookedAt >= LOOK_MS
    if (isDue) this.#lookedAt = elapsedMs
    if (!isDue && !round.candidate.some(({ fault }) => fault > 0)) return
    const verdict = this.#router.verdict(round.now, 1 - this.share)
    if (verdict === 'faulty') this.end = 'rolled back'
    if (verdict !== 'healthy' || !mayEnd) return
    this.#step++
    this.#stepSince = elapsedMs
  }
}

/** Another system's rule over the same weights: Flagger's steps end by a good check, Argo's by time. */
class OtherLadder implements Ladder {
  readonly #rule: RunningRule
  #step = 0
  #stepSince = 0
  end: Ladder['end']

  constructor(rule: LadderRule) {
    this.#rule = new RunningRule(rule)
  }

  get share(): number {
    return weights[this.#step] ?? 1
  }

  add({ ended }: { readonly ended: Sample }, elapsedMs: number): void {
    const decision = this.#rule.add(ended, elapsedMs)
    if (decision === 'roll back') this.end = 'rolled back'
    const isOver = this.#rule.rule.stepEnd === 'by time' && elapsedMs - this.#stepSince >= STEP_MS
    if (decision !== 'next step' && !isOver) return
    this.#step++
    this.#stepSince = elapsedMs
    // Neither looks at metrics any more once all calls are on the candidate.
    if (this.share === 1) this.end ??= 'promoted'
  }
}
