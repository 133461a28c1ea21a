import { asPlainLine } from '../../../src/core/rollout/plain-line.ts'
import { ago } from '../ago.ts'
import { durationOf } from '../../../src/core/time-span.ts'
import { countModels, showCaller, showModels } from '../models/show-models.ts'
import { cut } from '../screen/fit.ts'
import { localClock } from '../screen/local-time.ts'
import { paint } from '../screen/paint.ts'
import type { Screen } from '../screen/screen.ts'
import { modelFrame } from './model-frame.ts'
import type { ModelsLook, Trouble, ViewState } from './view-state.ts'

/** Returns what the terminal shows now, with as many lines as it has at most. The last one is about the data. */
export function frameOf(state: ViewState, now: number, screen: Screen): readonly string[] {
  const { look } = state
  const foot = cut(footOf(state, now, screen), screen.columns)
  if (look === undefined) return [foot]
  const room = screen.rows - 2
  const lines = look.kind === 'one' ? modelFrame(look, now, screen) : modelsFrame(look, now, screen)
  return [...lines.slice(0, room), '', foot]
}

/** Returns a line for each model that fits, and how many more there are. */
function modelsFrame({ models, you }: ModelsLook, now: number, screen: Screen): readonly string[] {
  const [head = '', ...rows] = showModels(models, now, screen)
  const caller = you === undefined ? [] : [showCaller(you)]
  // The line of names, the count, and the two lines below all.
  const room = Math.max(1, screen.rows - 4 - caller.length)
  const left = rows.length - room
  const shown = left > 0 ? [...rows.slice(0, room - 1), `  … and ${left + 1} more`] : rows
  return [countModels(models, screen), ...caller, head, ...shown].map((line) =>
    cut(line, screen.columns)
  )
}

function footOf({ look, lookedAt, trouble, intervalMs }: ViewState, now: number, screen: Screen) {
  if (trouble !== undefined)
    return paint(
      screen,
      'danger',
      troubleOf(trouble, look === undefined ? undefined : lookedAt, now)
    )
  if (look === undefined) return 'waiting for the first answer · ctrl-c ends this view'
  const age = `data of ${localClock(lookedAt)}, ${ago(new Date(lookedAt).toISOString(), now)}`
  const isOld = now - lookedAt > 3 * intervalMs + 2_000
  return `${isOld ? paint(screen, 'danger', age) : age} · read every ${intervalMs / 1000} s · ctrl-c ends this view`
}

function troubleOf({ failure, since, nextAt }: Trouble, lookedAt: number | undefined, now: number) {
  const shown = lookedAt === undefined ? '' : ` · shown is ${localClock(lookedAt)}`
  const next = Math.max(0, Math.ceil((nextAt - now) / 1000))
  return `NO ANSWER for ${durationOf(now - since)}${shown} · next try in ${next} s · ${oneLine(failure.message)}`
}

function oneLine(text: string): string {
  return asPlainLine(text.replaceAll(/\s+/g, ' '))
}
