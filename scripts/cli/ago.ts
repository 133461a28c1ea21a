import { durationOf } from '../../src/core/time-span.ts'

/** Returns how long ago a time was, for people. */
export function ago(iso: string, now: number): string {
  const ms = now - Date.parse(iso)
  return ms < 2_000 ? 'just now' : `${durationOf(ms)} ago`
}
