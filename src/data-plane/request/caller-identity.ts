import { identityOf } from '../../core/outcomes/caller.ts'

/** What a client sends to show who it is; null where it sends none. */
export interface Credentials {
  readonly authorization: string | null
  readonly apiKey: string | null
  readonly queryKey: string | null
}

export function credentialsOf({ headers, url }: Request): Credentials {
  const authorization = headers.get('authorization')
  const apiKey =
    headers.get('x-api-key') ??
    (authorization === null ? (headers.get('api-key') ?? headers.get('x-goog-api-key')) : null)
  const queryKey = authorization === null && apiKey === null ? keyInQuery(url) : null
  return { authorization, apiKey, queryKey }
}

/** Returns the identity of the caller of a request: its key, or else its network. */
export function callerIdentity(credentials: Credentials, { headers }: Request): string {
  const { authorization } = credentials
  const apiKey = authorization === null ? credentials.apiKey : null
  return identityOf({ ...credentials, apiKey, address: headers.get('cf-connecting-ip') })
}

function keyInQuery(url: string): string | null {
  return /[?&]key=([^&#]+)/.exec(url)?.[1] ?? null
}
