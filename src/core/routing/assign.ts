import { halfSipHash } from '../outcomes/half-sip-hash.ts'
import type { Color } from './color.ts'
import { liveOf, saltOf, shareOf, type Pointer } from './pointer.ts'

/** Buckets that keys are drawn into: the smallest share is one in ten thousand. */
export const BUCKETS = 10_000

/** Whether both colors take new traffic. Otherwise no call needs a bucket. */
export function isSplit(pointer: Pointer): boolean {
  const share = shareOf(pointer)
  return share > 0 && share < 100
}

/**
 * Returns the bucket of a key. It is the same for all steps of a rollout, so that a growing share
 * never moves a key back, and another for the next rollout.
 */
export function bucketOf(pointer: Pointer, key: string): number {
  const salt = saltOf(pointer)
  return halfSipHash([salt >>> 0, Math.floor(salt / 2 ** 32)], key)[0] % BUCKETS
}

/** Returns a bucket for a call without a key; `random` is at least 0 and below 1. */
export function drawnBucket(random: number): number {
  return Math.floor(random * BUCKETS)
}

/** Returns the color of a bucket. */
export function assign(pointer: Pointer, bucket: number): Color {
  const { candidate } = pointer
  if (candidate === undefined || !isSplit(pointer)) return liveOf(pointer)
  return bucket < Math.round((shareOf(pointer) * BUCKETS) / 100) ? candidate : pointer.stable
}
