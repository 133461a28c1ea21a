import type { Role } from './roles.ts'

/** The author of a request to the admin route, as far as the route has verified it. */
export interface Identity {
  /** Name of the token, e-mail address of the person, or `common_name` of the service token. */
  readonly name: string
  /**
   * How it is known: by the secret `ADMIN_TOKEN`, which names nobody; by a token with a name; as a
   * person or a service of Cloudflare Access.
   */
  readonly kind: 'shared' | 'token' | 'person' | 'service'
  readonly role: Role
  /** The models that it may see and change; all of them when undefined. */
  readonly models?: readonly string[] | undefined
  /** End of the session by which it is known, in milliseconds since 1970; undefined without a session. */
  readonly sessionEndsAt?: number
}

/** Whether an identity may see and change a model. */
export function isOfModel({ models }: Pick<Identity, 'models'>, model: string): boolean {
  return models === undefined || models.includes(model)
}

/** Returns an identity in words, with the way in which it was verified, for the history. */
export function identityText({ kind, name }: Pick<Identity, 'kind' | 'name'>): string {
  return kind === 'shared' ? name : `${kind} ${name}`
}
