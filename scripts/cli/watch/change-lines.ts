import type { FailedModel, Status } from '../../../src/control-plane/admin/answers.ts'
import { noteOf } from '../models/attention.ts'
import { localClock } from '../screen/local-time.ts'
import { safeJson } from '../screen/safe-text.ts'
import { releaseOf } from '../wait/lines.ts'
import type { ViewState, WatchLook } from './view-state.ts'

type Model = Status | FailedModel

/** Returns the lines of a log for each look: one for each model that has changed. */
export function changeLines(
  lineOf: (model: Model, now: number) => string
): (state: ViewState, now: number) => readonly string[] {
  const known = new Map<string, string>()
  return ({ look, trouble }, now) => {
    if (look === undefined || trouble !== undefined) return []
    return modelsOf(look).flatMap((model) => {
      const state = stateOf(model)
      if (known.get(model.model) === state) return []
      known.set(model.model, state)
      return [lineOf(model, now)]
    })
  }
}

/** Returns a model in one line: what is live, how far its rollout is, and what people must know. */
export function textLine(model: Model, now: number): string {
  const head = `${localClock(now)}  ${model.model}`
  if ('error' in model) return `${head}  no status: ${model.error.message} (${model.error.code})`
  const { candidate, live, stable, weight, phase, revision, by, reason } = model
  const note = noteOf(model)
  const parts = [
    candidate === null
      ? `${phase}: ${releaseOf(live, model)} is live`
      : `${phase}: ${releaseOf(candidate, model)} ${weight} % ← ${releaseOf(stable, model)}, ${model.health[candidate].verdict.kind}`,
    ...(note === '' ? [] : [note]),
    `by ${by}: ${reason}`,
  ]
  return `${head} r${revision}  ${parts.join('; ')}`
}

/** Returns a model as JSON in one line, as `status --json` has it. */
export function jsonLine(model: Model): string {
  return safeJson(model)
}

function modelsOf(look: WatchLook): readonly Model[] {
  return look.kind === 'one' ? [look.status] : look.models
}

/** What a change changes: no counts and no times of probes, which differ with each look. */
function stateOf(model: Model): string {
  if ('error' in model) return JSON.stringify(model.error.code)
  const { revision, phase, weight, paused, frozenUntil, alerts, plan, kv, health, slots } = model
  const releases = [slots.blue, slots.green].map((slot) => [
    slot.release,
    slot.staging,
    slot.verified,
    slot.verification?.state,
  ])
  return JSON.stringify([
    [revision, phase, weight, paused?.at, frozenUntil, plan?.step, plan?.waitsFor, kv.inSync],
    [alerts.map(({ code }) => code), health.blue.verdict.kind, health.green.verdict.kind],
    releases,
  ])
}
