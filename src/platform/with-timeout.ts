/**
 * Resolves like `promise`, or with undefined after `ms`. Clears its timer. Rejects as `promise`
 * does.
 */
export async function withTimeout<Value>(
  ms: number,
  promise: Promise<Value>
): Promise<Value | undefined> {
  const { promise: late, resolve } = Promise.withResolvers<undefined>()
  const timer = setTimeout(() => resolve(undefined), ms)
  try {
    return await Promise.race([promise, late])
  } finally {
    clearTimeout(timer)
  }
}
