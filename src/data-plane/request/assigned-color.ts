import { isKeyed } from '../../core/outcomes/caller.ts'
import { assign, bucketOf, drawnBucket } from '../../core/routing/assign.ts'
import type { Color } from '../../core/routing/color.ts'
import type { Model } from '../../core/routing/model.ts'
import type { Pointer } from '../../core/routing/pointer.ts'
import { stickyKeyOf } from '../../core/routing/sticky.ts'
import type { Credentials } from './caller-identity.ts'
import type { ReceivedHeaders } from './received-headers.ts'

/** The parts of a call that its key is made of. */
interface KeyParts {
  readonly headers: Headers
  readonly received: ReceivedHeaders
  readonly credentials: Credentials
  /** Hash of the caller's identity. */
  readonly callerHash: number
}

/** Returns the color of a call while both colors take traffic: that of its key, or a drawn one. */
export function assignedColor(
  pointer: Pointer,
  { sticky }: Pick<Model, 'sticky'>,
  parts: KeyParts
): Color {
  const key = stickyKeyOf(sticky, {
    credential: () => (isKeyed(parts.credentials) ? `caller ${parts.callerHash}` : undefined),
    header: (name) => parts.headers.get(name),
    address: parts.received.address,
  })
  return assign(pointer, key === undefined ? drawnBucket(Math.random()) : bucketOf(pointer, key))
}
