import type { Slot } from '../../core/routing/pointer.ts'

/** Longest wait for the answer to a probe, in milliseconds. */
const PROBE_MS = 2_000

/**
 * Whether a model environment answers with a status below 500. A 404 is enough: the probe only
 * shows that the environment is up, and not every environment has a health route.
 */
export async function answersProbe({ origin }: Slot): Promise<boolean> {
  try {
    const signal = AbortSignal.timeout(PROBE_MS)
    // A cache rule of the zone may store every answer, which would make a dead origin look alive.
    const init = { signal, redirect: 'manual', cache: 'no-store' } as const
    const response = await fetch(`${origin}/v2/health/ready`, init)
    await response.body?.cancel()
    return response.status < 500
  } catch {
    // Refused, reset or silent: the environment cannot take traffic.
    return false
  }
}
