import { hostOf, isOnHosts } from '../../core/routing/allowed-hosts.ts'
import { colors } from '../../core/routing/color.ts'
import { shownPath, type KeyPath } from './config-issues.ts'
import type { ModelSettings } from './model-schema.ts'

/** A model whose keys are valid, each by itself. */
export interface ParsedModel {
  readonly name: string
  readonly at: KeyPath
  readonly settings: ModelSettings
}

/** Returns what is wrong between the keys of a model. */
export function mistakesIn({ at, settings }: ParsedModel): readonly string[] {
  return [
    ...statusMistakes(settings),
    ...objectiveMistakes(settings),
    ...labelMistakes(settings),
    ...headerMistakes(settings),
    ...hostMistakes(settings),
  ].map(([path, message]) => `${shownPath([...at, ...path])}: ${message}`)
}

/** Where below the model, and what. */
type Mistake = readonly [KeyPath, string]

function statusMistakes({ statuses }: ModelSettings): readonly Mistake[] {
  const owners = new Map<number, string>()
  return Object.entries(statuses).flatMap(([outcome, listed = []]) =>
    [...new Set(listed)].flatMap((status): readonly Mistake[] => {
      const owner = owners.get(status)
      owners.set(status, owner ?? outcome)
      if (owner === undefined) return []
      return [[['statuses', outcome], `${status} is in ${owner} too: a status has one outcome`]]
    })
  )
}

function objectiveMistakes(settings: ModelSettings): readonly Mistake[] {
  const { first_byte_objective_seconds: objective, header_timeout_seconds: timeout } = settings
  if (objective === undefined || objective <= timeout) return []
  const message = `expected seconds up to header_timeout_seconds, which is ${timeout}: no answer can come later, so none would be slow`
  return [[['first_byte_objective_seconds'], message]]
}

/** Two URLs on one host have its name as their label, which nobody wrote. */
function labelMistakes({ blue, green }: ModelSettings): readonly Mistake[] {
  const isWritten = blue.release !== undefined || green.release !== undefined
  if (!isWritten || labelOf(blue) !== labelOf(green)) return []
  const message = `blue has the label "${labelOf(blue)}" too: expected a label of its own, such as release = "v2"`
  return [[['green', 'release'], message]]
}

/** A slot without a label has its host as the label. */
export function labelOf({ release, origin }: ModelSettings['blue']): string {
  return release ?? new URL(origin).host
}

function headerMistakes(settings: ModelSettings): readonly Mistake[] {
  return colors
    .filter(
      (color) => settings[color].headers !== undefined && settings.headers[color] !== undefined
    )
    .map((color) => [[color, 'headers'], `headers.${color} is there too: keep one of the two`])
}

/** The configured slots must be on the list: the first start stages them. */
function hostMistakes({ origins, ...slots }: ModelSettings): readonly Mistake[] {
  if (origins === undefined) return []
  return colors
    .filter((color) => !isOnHosts(slots[color].origin, origins))
    .map((color) => {
      const host = hostOf(slots[color].origin)
      return [['origins'], `the host of ${color} is not on the list: add "${host}"`]
    })
}

/** Returns what is wrong between models. */
export function sharedPathsIn(models: readonly ParsedModel[]): readonly string[] {
  const owners = new Map<string, string>()
  return models.flatMap(({ name, at, settings: { path } }) => {
    const owner = owners.get(path)
    owners.set(path, owner ?? name)
    if (owner === undefined) return []
    return [`${shownPath([...at, 'path'])}: "${path}" is already the path of ${owner}`]
  })
}
