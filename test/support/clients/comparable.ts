/** Keys whose values differ between two calls that are otherwise the same. */
const volatileKeys = new Set([
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

/** Identifiers that a model generates for each call. */
const generatedIds = /\b(chatcmpl-|cmpl-|msg_|req_)[0-9a-f-]{32,36}/g

/** Returns a value without the parts that differ between equal calls: times, generated identifiers and URLs. */
export function comparable(value: unknown, url: string): unknown {
  const text = JSON.stringify(value, (key, inner) => (volatileKeys.has(key) ? typeof inner : inner))
  return JSON.parse(text.replaceAll(url, 'http://model').replaceAll(generatedIds, '$1…'))
}

/** Returns the value of an action or its error, in comparable form. */
export async function resultOf(url: string, action: () => Promise<unknown>): Promise<unknown> {
  try {
    return comparable({ value: await action() }, url)
  } catch (error) {
    return comparable({ failure: failureOf(error) }, url)
  }
}

/** Returns all readable properties of an error, causes included. */
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
