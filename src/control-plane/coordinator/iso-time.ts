/** Returns a time of the coordinator, in milliseconds since 1970, in the form of the admin route. */
export function iso(ms: number): string {
  return new Date(ms).toISOString()
}
