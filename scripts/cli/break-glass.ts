import { other, type Color } from '../../src/core/routing/color.ts'
import { liveOf, phaseOf, type Pointer } from '../../src/core/routing/pointer.ts'
import { MAX_REVISIONS_AHEAD } from '../../src/core/routing/pointer-refusal.ts'
import { ok, refuse, type Result } from '../../src/core/result.ts'
import { failure, type Failure } from './failure.ts'
import { modelsInKv, readPointer, writePointer, type KvTarget } from './pointer-in-kv.ts'

/** The requested color, with the admin route down. */
export type TargetColor = { readonly to: Color } | 'rollback'

export interface BreakGlass {
  readonly kv: KvTarget
  readonly model: string | undefined
  readonly target: TargetColor
  readonly by: string
  readonly reason: string
  /** Revision to write when KV lags behind the isolates; by default the one after KV's. */
  readonly revision: number | undefined
}

export interface BreakGlassResult {
  readonly model: string
  readonly pointer: Pointer
}

/**
 * Writes the next pointer into KV without the router. Isolates and the coordinator read it from
 * there.
 */
export async function breakGlass(order: BreakGlass): Promise<Result<BreakGlassResult, Failure>> {
  const model = order.model === undefined ? await onlyModelIn(order.kv) : ok(order.model)
  if (!model.ok) return model
  const known = await readPointer(order.kv, model.value)
  if (!known.ok) return known
  const next = nextPointer(known.value, order.target, order.revision)
  if (!next.ok) return next
  const pointer = next.value
  const written = await writePointer(order.kv, model.value, pointer, order)
  return written.ok ? ok({ model: model.value, pointer }) : written
}

/**
 * Returns the pointer of a manual change. The chosen color is stable at once, so that no automatic
 * rollback overrules it.
 */
export function nextPointer(
  known: Pointer,
  target: TargetColor,
  revision = known.revision + 1
): Result<Pointer, Failure> {
  const live = liveOf(known)
  const { reporting } = known
  if (revision - known.revision > MAX_REVISIONS_AHEAD) return refuse(tooHigh(known.revision))
  const kept = { revision, slots: known.slots, ...(reporting === undefined ? {} : { reporting }) }
  const phase = phaseOf(known)
  if (target === 'rollback') {
    if (phase === 'idle') return refuse(nothingToRollBack(live))
    return ok({ ...kept, stable: known.stable, weight: 0, quarantined: other(known.stable) })
  }
  // Between the steps the live color takes a share only.
  if (target.to === live && phase !== 'shifting') {
    const message = `${live} is live already in revision ${known.revision} in KV.`
    return refuse(failure('already_live', message))
  }
  const quarantined =
    known.quarantined === other(target.to) ? { quarantined: known.quarantined } : {}
  return ok({ ...kept, stable: target.to, weight: 0, ...quarantined })
}

async function onlyModelIn(kv: KvTarget): Promise<Result<string, Failure>> {
  const models = await modelsInKv(kv)
  if (!models.ok) return models
  const [only, ...more] = models.value
  if (only !== undefined && more.length === 0) return ok(only)
  const message =
    only === undefined
      ? 'KV holds no pointer.'
      : `Which model? KV has pointers of ${models.value.join(', ')}.`
  return refuse(failure('model_needed', message, 'Name it with --model.'))
}

function tooHigh(known: number): Failure {
  const message = `The router follows no revision above ${known + MAX_REVISIONS_AHEAD}: KV holds ${known}.`
  return failure('revision_too_high', message)
}

function nothingToRollBack(live: Color): Failure {
  const message = `Nothing is on trial: in KV, ${live} is live and stable.`
  const hint = `To go to the other color: bluegreen switch ${other(live)} --break-glass, and the same flags`
  return failure('nothing_to_roll_back', message, hint)
}
