import type { Color } from '../../../src/core/routing/color.ts'
import type { FailedModel, Status } from '../../../src/control-plane/admin/answers.ts'
import { durationOf } from '../../../src/core/time-span.ts'
import { meaningOf, type Meaning } from '../screen/paint.ts'
import type { Column } from '../screen/table.ts'
import { countsOf, firstByteOf, shareOf, trafficOf } from '../traffic.ts'
import { attentionOf, noteMeaning, noteOf } from './attention.ts'

type Model = Status | FailedModel

const NONE = '–'

/** Returns the columns of the table of models; `isWide` adds more. */
export function columnsAt(now: number, isWide: boolean): readonly Column<Model>[] {
  const first: readonly Column<Model>[] = [
    { name: '  MODEL', textOf: nameWithSign, meaningOf: meaningOfName, least: 16, cutAt: 'middle' },
    { name: 'PHASE', textOf: known(phaseOf), meaningOf: phaseMeaning },
    { name: 'LIVE', textOf: known((one) => releaseOf(one, one.live)), least: 8 },
  ]
  const middle: readonly Column<Model>[] = [
    { name: 'SHARE', textOf: known(candidateShare), side: 'start' },
    { name: 'FAULTS', textOf: known(faultsOf), meaningOf: verdictMeaning, side: 'start' },
  ]
  const last: readonly Column<Model>[] = [
    { name: 'SINCE', textOf: known((one) => sinceOf(one, now)), side: 'start' },
    { name: 'BY', textOf: known(({ by }) => by), least: 6 },
    { name: 'ALERT', textOf: noteOf, meaningOf: noteMeaning, least: 12 },
  ]
  return isWide
    ? [...first, ...candidateColumns, ...middle, ...trafficColumns, ...last, ...moreColumns]
    : [...first, ...middle, ...last]
}

const candidateColumns: readonly Column<Model>[] = [
  {
    name: 'ON TRIAL',
    textOf: known((one) => (one.candidate === null ? NONE : releaseOf(one, one.candidate))),
  },
]

const trafficColumns: readonly Column<Model>[] = [
  { name: 'VERDICT', textOf: known(verdictOf), meaningOf: verdictMeaning },
  { name: 'CALLS/S', textOf: known(rateOf), side: 'start' },
  { name: 'P95', textOf: known(p95Of), side: 'start' },
]

const moreColumns: readonly Column<Model>[] = [
  { name: 'REV', textOf: known(({ revision }) => `${revision}`), side: 'start' },
  {
    name: 'ISOLATES',
    textOf: known(({ isolates }) => `${isolates.following}/${isolates.reporting}`),
  },
  { name: 'KV', textOf: known(({ kv }) => (kv.inSync ? 'in sync' : 'behind')) },
  { name: 'REASON', textOf: known(({ reason }) => reason) },
]

/** The end of a name tells models apart as often as its begin. */
function nameWithSign(model: Model): string {
  return `${attentionOf(model) === 'needs_people' ? '!' : ' '} ${model.model}`
}

function meaningOfName(model: Model): Meaning {
  return attentionOf(model) === 'needs_people' ? 'danger' : 'title'
}

/** A model whose coordinator fails has no status. */
function known(textOf: (status: Status) => string): (model: Model) => string {
  return (model) => ('error' in model ? NONE : textOf(model))
}

function phaseOf({ phase, paused }: Status): string {
  return paused === null ? phase : 'paused'
}

function phaseMeaning(model: Model): Meaning | undefined {
  if ('error' in model) return undefined
  if (model.paused !== null) return 'warning'
  return model.candidate === null ? 'minor' : 'active'
}

function releaseOf({ slots }: Status, color: Color): string {
  return `${color} ${slots[color].release}`
}

/** The color that people ask about: the one on trial, else the live one. */
function judgedOf({ candidate, live }: Status): Color {
  return candidate ?? live
}

function candidateShare({ candidate, weight }: Status): string {
  return candidate === null ? NONE : `${weight} %`
}

function faultsOf(status: Status): string {
  const { calls, faults } = countsOf(status, judgedOf(status))
  return shareOf(faults, calls)
}

function verdictOf(status: Status): string {
  return status.health[judgedOf(status)].verdict.kind
}

/** Healthy is what one expects, and has no color in a table. */
function verdictMeaning(model: Model): Meaning | undefined {
  if ('error' in model) return undefined
  const kind = verdictOf(model)
  return kind === 'faulty' ? meaningOf(kind) : undefined
}

function sinceOf({ since, changedAt = since }: Status, now: number): string {
  return durationOf(Math.max(0, now - Date.parse(changedAt))).replace(/days?/, 'd')
}

function rateOf(status: Status): string {
  const traffics = [trafficOf(status, 'blue'), trafficOf(status, 'green')]
  const rates = traffics.flatMap((one) => (one === undefined ? [] : [one.callsPerSecond]))
  return rates.length === 0 ? NONE : rates.reduce((sum, rate) => sum + rate).toFixed(1)
}

function p95Of(status: Status): string {
  const quantiles = firstByteOf(status, judgedOf(status))
  return quantiles === null ? NONE : `${quantiles.p95} ms`
}
