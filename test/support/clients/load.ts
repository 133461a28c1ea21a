/** Keys whose values differ between two calls that are otherwise the same. */
const changing = new Set([
  'created',
  'created_at',
  'timestamp',
  'total_duration',
  'eval_duration',
  'performance',
  'headers',
  'responseHeaders',
  'socket',
])

/** Identifiers that a model makes up for each call. */
const madeUp = /\b(chatcmpl-|cmpl-|msg_|req_)[0-9a-f-]{32,36}/g

/** A value without what no two calls have in common: times, made-up identifiers, and where the call went. */
export function steadyLoad(value: unknown, url: string): unknown {
  const text = JSON.stringify(value, (key, inner) => (changing.has(key) ? typeof inner : inner))
  return JSON.parse(text.replaceAll(url, 'http://model').replaceAll(madeUp, '$1…'))
}

/** What came of something that was tried: its value, or all that can be read of its error. */
export async function outcomeOf(url: string, tried: () => Promise<unknown>): Promise<unknown> {
  try {
    return steadyLoad({ value: await tried() }, url)
  } catch (error) {
    return steadyLoad({ failure: failureOf(error) }, url)
  }
}

/** An error with all that its catcher can read, causes included. */
export function failureOf(error: unknown): object {
  if (!(error instanceof Error)) return { thrown: error }
  const { name, message, cause } = error
  const own = {
    ...Object.fromEntries(Object.entries(error)),
    class: error.constructor.name,
    name,
    message,
  }
  return cause === undefined ? own : { ...own, cause: failureOf(cause) }
}
