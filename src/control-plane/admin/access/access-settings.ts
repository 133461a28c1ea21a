import * as z from 'zod/mini'
import type { Identity } from '../../../core/access/identity.ts'
import { roleNames } from '../../../core/access/roles.ts'
import { callerName, modelNames } from './caller-name.ts'

/** Who has a role when Cloudflare Access vouches for it. */
export interface AccessSettings {
  /** Address of the team, which issues the tokens and publishes their keys. */
  readonly team: string
  /** The tag of the application. */
  readonly aud: string
  /** People by e-mail address in lower case. */
  readonly people: Members
  /** Service tokens by `common_name`, which is their client id. */
  readonly services: Members
}

type Members = Readonly<Record<string, Pick<Identity, 'role' | 'models'>>>

/** Plain HTTP is for a test on this machine alone: the keys would not be trustworthy. */
const TEAM = /^https:\/\/[a-z0-9.-]+$|^http:\/\/127\.0\.0\.1:\d+$/i

const members = z._default(
  z.record(callerName, z.strictObject({ role: z.enum(roleNames), models: z.optional(modelNames) })),
  {}
)

/** Form of `ACCESS` in `wrangler.toml`. Someone who is not listed has no role. */
export const accessSettings: z.ZodMiniType<AccessSettings> = z.strictObject({
  team: z.pipe(
    z
      .string()
      .check(z.regex(TEAM, 'expected an address such as "https://team.cloudflareaccess.com"')),
    z.transform((team: string) => team.toLowerCase())
  ),
  aud: z.string().check(z.regex(/^[\w-]{16,}$/, 'expected the AUD tag of the application')),
  people: z.pipe(
    members,
    z.transform((people) =>
      Object.fromEntries(
        Object.entries(people).map(([email, member]) => [email.toLowerCase(), member])
      )
    )
  ),
  services: members,
})
