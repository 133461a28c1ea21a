import type { Color } from '../../core/routing/color.ts'
import type { Model } from '../../core/routing/model.ts'
import type { Slot } from '../../core/routing/slot.ts'
import { secretValuesOf } from './secret-values.ts'

/** Longest wait for the answer to a probe without a configured health route, in milliseconds. */
const PROBE_MS = 2_000

/** Path of the probe without a configured health route: that of the Open Inference Protocol. */
const DEFAULT_PATH = '/v2/health/ready'

/**
 * Whether a release can take traffic. On the configured health route it must answer below 400.
 * Without one, any status below 500 is enough: a 404 shows that the environment is up, and not
 * every environment has a health route. The probe carries the credentials of the release.
 */
export async function answersProbe(
  env: Env,
  model: Model,
  color: Color,
  slot: Slot
): Promise<boolean> {
  const { health } = model
  const path = health?.path ?? DEFAULT_PATH
  try {
    const headers = secretValuesOf(env, model, color, slot)
    if (headers === undefined) return false
    const signal = AbortSignal.timeout(health?.timeoutMs ?? PROBE_MS)
    // A cache rule of the zone may store every answer, which would make a dead origin look alive.
    const init = { headers, signal, redirect: 'manual', cache: 'no-store' } as const
    const response = await fetch(slot.origin + path, init)
    await response.body?.cancel()
    return response.status < (health === undefined ? 500 : 400)
  } catch {
    // Refused, reset or silent, or a secret that is no header value: it cannot take traffic.
    return false
  }
}
