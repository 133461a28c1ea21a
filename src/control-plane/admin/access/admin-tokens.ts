import * as z from 'zod/mini'
import { roleNames } from '../../../core/access/roles.ts'
import { callerName, modelNames } from './caller-name.ts'

/** Form of the secret `ADMIN_TOKENS`. Several tokens may have one name, while one replaces another. */
export const adminTokens = z.array(
  z.strictObject({
    name: callerName,
    role: z.enum(roleNames),
    models: z.optional(modelNames),
    sha256: z
      .string()
      .check(z.regex(/^[0-9a-f]{64}$/, 'expected the SHA-256 hash of a token in hexadecimal')),
  })
)
