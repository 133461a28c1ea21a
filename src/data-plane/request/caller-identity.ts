import { identityOf } from '../../core/outcomes/caller.ts'

/** Returns the identity of the caller of a request: its key, or else its network. */
export function callerIdentity({ headers, url }: Request): string {
  const authorization = headers.get('authorization')
  const apiKey =
    authorization === null ? (headers.get('x-api-key') ?? headers.get('api-key')) : null
  const queryKey = authorization === null && apiKey === null ? keyInQuery(url) : null
  const address = headers.get('cf-connecting-ip')
  return identityOf({ authorization, apiKey, queryKey, address })
}

function keyInQuery(url: string): string | null {
  return /[?&]key=([^&#]+)/.exec(url)?.[1] ?? null
}
