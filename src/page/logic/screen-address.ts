/** Returns the model that the query of an address names; undefined for the overview. */
export function modelInQuery(query: string): string | undefined {
  return new URLSearchParams(query).get('model') || undefined
}

/** Returns the address of a model's screen, or of the overview. */
export function addressOf(model: string | undefined): string {
  return model === undefined ? '/admin' : `/admin?${new URLSearchParams({ model })}`
}
