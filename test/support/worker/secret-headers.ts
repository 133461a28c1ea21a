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
