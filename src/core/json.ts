/** Whether a value is an object whose fields can be read. Arrays are. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}

/** The value of a JSON text; undefined when the text is not JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // Every caller treats a text that is not JSON as a document of the wrong shape.
    return undefined
  }
}
