import { InvalidArgumentError } from 'commander'
import { parseDurationMs } from '../../src/core/duration.ts'
import { parsePercentage } from '../../src/core/percentage.ts'
import { MAX_COLLECTORS } from '../../src/core/reporting/collector-shard.ts'
import { MAX_HOLD_BACK, parseSteps as stepsIn } from '../../src/core/rollout/step-plan.ts'
import { colors, type Color } from '../../src/core/routing/color.ts'
import type { Goal } from './wait/progress.ts'

/** The words of a command that names a model, a color, or both, in either order. */
export interface Named {
  readonly model?: string
  readonly color?: Color
}

/** Adds a word to those before it. A word that is no color is a model. */
export function parseNamed(word: string, known: Named = {}): Named {
  const color = colors.find((one) => one === word)
  if (color === undefined && known.model === undefined) return { ...known, model: word }
  if (color !== undefined && known.color === undefined) return { ...known, color }
  throw new InvalidArgumentError('Name one model and one color at most.')
}

/** Adds a header in the form `name=SECRET` to those before it. */
export function parseHeader(
  text: string,
  known: Readonly<Record<string, string>> = {}
): Readonly<Record<string, string>> {
  const [, name, secret] = /^([A-Za-z0-9-]+)=([A-Za-z_][A-Za-z0-9_]*)$/.exec(text) ?? []
  if (name === undefined || secret === undefined) {
    throw new InvalidArgumentError(
      'It must be a header and the NAME of a secret, such as authorization=CHAT_KEY.'
    )
  }
  return { ...known, [name]: secret }
}

/** Returns a duration such as `500ms`, `90s`, `30m` or `24h` in seconds. */
export function parseDuration(text: string): number {
  const ms = parseDurationMs(text)
  if (ms === undefined) throw new InvalidArgumentError('It must be a duration such as 30m or 24h.')
  return ms / 1000
}

/** Returns steps such as `1%:10m,10%:10m,50%` in the form of the admin route. */
export function parseSteps(text: string): { weight: number; seconds?: number }[] {
  const steps = stepsIn(text)
  if (steps === undefined) {
    throw new InvalidArgumentError(
      'It must be growing shares below 100 %, all but the last with a time, such as 1%:10m,10%:10m,50%.'
    )
  }
  return steps.map(({ weight, ms }) =>
    ms === undefined ? { weight } : { weight, seconds: ms / 1000 }
  )
}

/** Returns a share to hold back, such as `2%` or `0.02`, in per cent. */
export function parseHoldBack(text: string): number {
  const share = parsePercentage(text)
  if (share !== undefined && share <= MAX_HOLD_BACK) return share
  throw new InvalidArgumentError(`It must be a share up to ${MAX_HOLD_BACK} %, such as 2% or 0.02.`)
}

/**
 * Returns what to wait for: a stage of a rollout, a share of the candidate in per cent such as
 * `weight=5`, or `live=` and the label of a release.
 */
export function parseGoal(text: string): Goal {
  if (text === 'completed' || text === 'baking' || text === 'paused') return { kind: text }
  const [, release] = /^live=(.+)$/.exec(text) ?? []
  if (release !== undefined) return { kind: 'live', release }
  const [, weight] = /^weight=(\d{1,3}(?:\.\d{1,2})?)%?$/.exec(text) ?? []
  if (weight !== undefined && Number(weight) > 0 && Number(weight) <= 100) {
    return { kind: 'weight', weight: Number(weight) }
  }
  throw new InvalidArgumentError(
    'It must be completed, baking, paused, weight=<per cent>, or live=<release>.'
  )
}

export function parseCount(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError('It must be a whole number.')
  return Number(text)
}

export function parsePort(text: string): number {
  const port = parseCount(text)
  if (port <= 65_535) return port
  throw new InvalidArgumentError('It must be a port, 1 to 65535.')
}

export function parseCollectors(text: string): number {
  if (/^\d{1,2}$/.test(text) && Number(text) <= MAX_COLLECTORS) return Number(text)
  throw new InvalidArgumentError(`It must be a whole number from 0 to ${MAX_COLLECTORS}.`)
}
