import { createHash, randomBytes } from 'node:crypto'
import { type Command, Option } from 'commander'
import * as z from 'zod/mini'
import { adminTokens } from '../../src/control-plane/admin/access/admin-tokens.ts'
import { roleNames, type Role } from '../../src/core/access/roles.ts'
import { ADMIN_TOKEN_PREFIX } from '../../src/core/outcomes/admin-token.ts'
import { ok, refuse, type Result } from '../../src/core/result.ts'
import type { Report } from './commands.ts'
import { exitCodesHelp } from './codes.ts'
import { failure, type Failure } from './failure.ts'
import type { Tell } from './run-command.ts'

/** Options of `bluegreen token create`. */
interface TokenFlags {
  readonly name: string
  readonly role: Role
  readonly models?: string
  readonly json?: true
}

/** Bytes of a token: 32, as NIST SP 800-131A asks of keys, and more than anybody can guess. */
const TOKEN_BYTES = 32

/** Adds the command that makes tokens of the admin route. It needs no router. */
export function addTokens(bluegreen: Command, tell: Tell): void {
  bluegreen
    .command('token')
    .description('make tokens of the admin route')
    .command('create')
    .description('print a new token once, and its entry for the secret ADMIN_TOKENS')
    .requiredOption('--name <name>', 'whose it is, for the history')
    .addOption(
      new Option('--role <role>', 'what it may do').choices(roleNames).makeOptionMandatory()
    )
    .option('--models <names>', 'the models of the token, with commas (default: all)')
    .option('--json', 'print token and entry as JSON')
    .addHelpText('after', exitCodesHelp)
    .action((flags: TokenFlags) => tell(createToken(flags), flags.json === true))
}

function createToken({ name, role, models }: TokenFlags): Result<Report, Failure> {
  const token = ADMIN_TOKEN_PREFIX + randomBytes(TOKEN_BYTES).toString('base64url')
  const sha256 = createHash('sha256').update(token).digest('hex')
  const named = models === undefined ? {} : { models: models.split(',').map((one) => one.trim()) }
  const parsed = adminTokens.safeParse([{ name, role, ...named, sha256 }])
  if (!parsed.success) return refuse(failure('bad_token', z.prettifyError(parsed.error)))
  const [entry] = parsed.data
  return ok({
    text: textOf(token, JSON.stringify(entry)),
    isExact: true,
    json: { token, entry },
  })
}

function textOf(token: string, entry: string): string {
  return [
    'The token. Nothing shows it again:',
    `  ${token}`,
    'Its entry, one of the JSON array in the secret ADMIN_TOKENS:',
    `  ${entry}`,
    'npx wrangler secret put ADMIN_TOKENS asks for the array: [<entry>, <entry>, …].',
  ].join('\n')
}
