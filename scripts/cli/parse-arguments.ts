import { InvalidArgumentError } from 'commander'
import { MAX_COLLECTORS } from '../../src/core/reporting/collector-shard.ts'
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

const unitSeconds: Readonly<Record<string, number>> = {
  ms: 0.001,
  s: 1,
  m: 60,
  h: 3_600,
  d: 86_400,
}

/** Returns a duration such as `500ms`, `90s`, `30m` or `24h` in seconds. */
export function parseDuration(text: string): number {
  const [, count, unit = 's'] = /^(\d{1,6}(?:\.\d{1,3})?)(ms|[smhd])?$/.exec(text) ?? []
  const seconds = Number(count) * (unitSeconds[unit] ?? 1)
  if (!(seconds > 0)) throw new InvalidArgumentError('It must be a duration such as 30m or 24h.')
  return seconds
}

/** Returns what to wait for: a stage of a rollout, or `live=` and the label of a release. */
export function parseGoal(text: string): Goal {
  if (text === 'completed' || text === 'baking' || text === 'paused') return { kind: text }
  const [, release] = /^live=(.+)$/.exec(text) ?? []
  if (release !== undefined) return { kind: 'live', release }
  throw new InvalidArgumentError('It must be completed, baking, paused, or live=<release>.')
}

export function parseCount(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError('It must be a whole number.')
  return Number(text)
}

export function parseCollectors(text: string): number {
  if (/^\d{1,2}$/.test(text) && Number(text) <= MAX_COLLECTORS) return Number(text)
  throw new InvalidArgumentError(`It must be a whole number from 0 to ${MAX_COLLECTORS}.`)
}
