/** What was asked for, or undefined when it takes longer than `ms`. Leaves no timer behind. Rejects as `asked` does. */
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
