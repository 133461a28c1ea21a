import { CALLER_GROUPS } from '../detector/cohort.ts'

/**
 * Group of a caller, 0 to CALLER_GROUPS - 1: FNV-1a over the characters of what tells callers apart (an API key, an
 * address). One way: neither key nor address can be read back from it.
 * @see http://www.isthe.com/chongo/tech/comp/fnv/
 */
export function callerGroup(identity: string): number {
  let hash = 0x811c9dc5
  for (let index = 0; index < identity.length; index++) {
    hash = Math.imul(hash ^ identity.charCodeAt(index), 0x01000193)
  }
  return ((hash ^ (hash >>> 16)) >>> 0) % CALLER_GROUPS
}
