import type * as z from 'zod/mini'
import { isLongEnough, MIN_SECRET_LENGTH } from '../../../core/access/signing-secret.ts'
import { isRecord, parseJson } from '../../../core/json.ts'
import { ok, refuse, type Result } from '../../../core/result.ts'
import { describeIssues } from '../schema.ts'
import { accessSettings, type AccessSettings } from './access-settings.ts'
import { adminTokens } from './admin-tokens.ts'
import { namedTokens, sharedToken, type AdminToken } from './token-identity.ts'

/** Who may use the admin route. Without tokens and without Access nobody may. */
export interface AdminSettings {
  readonly tokens: readonly AdminToken[]
  readonly access: AccessSettings | undefined
}

/** The secrets and the variable that say who may use the admin route. */
export interface AdminBindings {
  readonly ADMIN_TOKEN: string | undefined
  readonly ADMIN_TOKENS: string | undefined
  readonly SIGNING_KEY: string | undefined
  readonly ACCESS: unknown
}

/** Returns the bindings of the admin route. Nothing declares `ACCESS`: most routers have none. */
export function bindingsOf(env: Env): AdminBindings {
  const { ADMIN_TOKEN, ADMIN_TOKENS, SIGNING_KEY } = env
  return { ADMIN_TOKEN, ADMIN_TOKENS, SIGNING_KEY, ACCESS: Reflect.get(env, 'ACCESS') }
}

/**
 * Parses the settings of the admin route, or returns all that is wrong with them. Messages never
 * hold a value.
 */
export function adminSettingsOf(bindings: AdminBindings): Result<AdminSettings, string> {
  const problems: string[] = []
  const read = <Value>(name: string, schema: z.ZodMiniType<Value>, value: unknown) => {
    const parsed = schema.safeParse(value, { reportInput: false })
    if (parsed.success) return parsed.data
    problems.push(`${name}: ${describeIssues(parsed.error, (path) => withoutName(value, path))}`)
    return undefined
  }
  const { ADMIN_TOKEN: shared, ADMIN_TOKENS: named } = bindings
  for (const name of ['ADMIN_TOKEN', 'SIGNING_KEY'] as const) {
    const secret = bindings[name]
    if (isSet(secret) && !isLongEnough(secret))
      problems.push(`${name}: expected at least ${MIN_SECRET_LENGTH} characters`)
  }
  const tokens = isSet(named) ? read('ADMIN_TOKENS', adminTokens, parseJson(named)) : []
  const access =
    bindings.ACCESS === undefined ? undefined : read('ACCESS', accessSettings, bindings.ACCESS)
  if (problems.length > 0) return refuse(problems.join('; '))
  const all = [...(isSet(shared) ? [sharedToken(shared)] : []), ...namedTokens(tokens ?? [])]
  return ok({ tokens: all, access })
}

/**
 * Returns the path with the number of a member in the place of its name: anybody may read the
 * message, and a name may be the e-mail address of a person.
 */
function withoutName(value: unknown, [list, name, ...rest]: readonly PropertyKey[]) {
  if (list === undefined) return []
  if (typeof name !== 'string' || (list !== 'people' && list !== 'services'))
    return [list, ...(name === undefined ? [] : [name]), ...rest]
  const members = isRecord(value) ? value[list] : undefined
  const number = Object.keys(isRecord(members) ? members : {}).indexOf(name) + 1
  return [list, `entry ${number}`, ...rest]
}

/** An empty secret counts as none, as an unset variable of a shell makes it. */
function isSet(secret: string | undefined): secret is string {
  return secret !== undefined && secret !== ''
}
