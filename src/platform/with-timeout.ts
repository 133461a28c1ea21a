/** What was asked for, or undefined when it takes longer than `ms`. Leaves no timer behind. Rejects as `asked` does. */
export async function within<Value>(ms: number, asked: Promise<Value>): Promise<Value | undefined> {
  const { promise: late, resolve } = Promise.withResolvers<undefined>()
  const timer = setTimeout(() => resolve(undefined), ms)
  try {
    return await Promise.race([asked, late])
  } finally {
    clearTimeout(timer)
  }
}
