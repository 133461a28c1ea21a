import type { Slot } from '../../core/routing/pointer.ts'

/** The longest that a rollback waits to hear whether stable is there. */
const PROBE_MS = 2_000

/**
 * Whether a model environment answers at all. Any answer below 500 will do, a 404 too: the question is whether going
 * back leads into a hole, and not every environment has a health route.
 */
export async function answersProbe({ origin }: Slot): Promise<boolean> {
  try {
    const signal = AbortSignal.timeout(PROBE_MS)
    // A rule of the zone may cache everything: a kept answer would say that stable is there when it is gone.
    const init = { signal, redirect: 'manual', cache: 'no-store' } as const
    const response = await fetch(`${origin}/v2/health/ready`, init)
    await response.body?.cancel()
    return response.status < 500
  } catch {
    // Refused, reset or silent: nobody is there to go back to.
    return false
  }
}
