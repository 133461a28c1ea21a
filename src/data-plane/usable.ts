import type { Model } from '../core/routing/model.ts'
import type { Pointer } from '../core/routing/pointer.ts'
import { unusableColorsOf, usablePointer } from '../core/routing/usable-pointer.ts'
import { log } from '../platform/log.ts'

/** A pointer with its colors that can be called; undefined when no color can. */
interface Usable {
  readonly pointer: Pointer | undefined
}

/**
 * What the secrets of this isolate make of each pointer. It outlives a request, because the check
 * would cost each call more than a look-up, and secrets change with a deploy only.
 */
const usables = new WeakMap<Pointer, Usable>()

/** Returns the pointer that a call follows by the secrets that are set; undefined when no color can be called. */
export function usableOf(env: Env, model: Model, pointer: Pointer): Pointer | undefined {
  const known = usables.get(pointer)
  if (known !== undefined) return known.pointer
  const unusable = unusableColorsOf(model, pointer.slots, env)
  for (const [color, reason] of Object.entries(unusable)) {
    log('secret_missing', { model: model.name, color, reason })
  }
  const usable = { pointer: usablePointer(pointer, unusable) }
  usables.set(pointer, usable)
  return usable.pointer
}
