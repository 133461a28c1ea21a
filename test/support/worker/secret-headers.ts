import { env } from 'cloudflare:workers'
import type { Color } from '../../../src/core/routing/color.ts'
import { statusOf } from './router-under-test.ts'

/** Name of the secret that the tests of secret headers use. */
export const SECRET_NAME = 'ORIGIN_KEY'

/** Lets the release of a color carry a secret in a header, by a pointer written by hand. */
export async function giveSecretHeader(model: string, color: Color, header: string): Promise<void> {
  const pointer = await env.COORDINATOR.getByName(model).pointer()
  const slot = { ...pointer.slots[color], headers: { [header]: SECRET_NAME } }
  const slots = { ...pointer.slots, [color]: slot }
  const written = { ...pointer, slots, revision: pointer.revision + 1 }
  await env.POINTERS.put(`pointer:${model}`, JSON.stringify(written))
  await statusOf(model)
}

/**
 * Returns bindings whose secret is valid when it is checked, and never after. No header takes a
 * value with a line break, so the router throws while it prepares a call.
 */
export function spoiledAfterCheck(bindings: Env): Env {
  const reads = { count: 0 }
  return new Proxy(bindings, {
    get(target, name): unknown {
      if (name !== SECRET_NAME) return Reflect.get(target, name)
      return reads.count++ === 0 ? 'valid' : 'one\ntwo'
    },
  })
}
