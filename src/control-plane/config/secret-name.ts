import * as z from 'zod/mini'
import { isAllowedSecret } from '../../core/routing/secret-headers.ts'

/** The name of a secret. The input may be the secret itself by mistake, so no message repeats it. */
export function secretNameFor(user: string, example: string) {
  const expected = `expected the NAME of a secret, such as ${example}`
  return z.string(expected).check(
    z.regex(/^[A-Za-z_][A-Za-z0-9_]{0,63}$/, expected),
    z.refine(isAllowedSecret, { error: `the router's own secrets must not go to ${user}` }),
    z.refine((name) => !/^(whsec_|bgr_)/.test(name), `${expected}, not the secret`)
  )
}
