/** Whether a value is an object whose fields can be read. Arrays are. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}

/** Parses a JSON text; undefined when it is not JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // Every caller treats invalid JSON as a document of the wrong shape.
    return undefined
  }
}
