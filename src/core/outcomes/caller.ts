/** Groups that callers are hashed into. Group 0 is that of strangers: callers that this isolate has not seen succeed. */
export const CALLER_GROUPS = 64

/** The parts of a call that tell callers apart, as the client and the platform sent them. */
export interface CallerFacts {
  readonly authorization: string | null
  /** `x-api-key` or `api-key`. */
  readonly apiKey: string | null
  /** The `key` parameter of the query. */
  readonly queryKey: string | null
  readonly address: string | null
}

/**
 * The identity of a caller: its key in one spelling, wherever it stands, or else the network that it calls from. A JWT
 * counts by issuer and subject and a SigV4 signature by its credential, since both are written anew for each call.
 */
export function identityOf({ authorization, apiKey, queryKey, address }: CallerFacts): string {
  const key = keyOf({ authorization, apiKey, queryKey })
  if (key !== undefined) return `key ${jwtIdentity(key) ?? key.trim().toLowerCase()}`
  return `network ${address === null ? '' : networkOf(address)}`
}

/** Whether a caller shows a key, and is not known by its network only. */
export function isKeyed(facts: Omit<CallerFacts, 'address'>): boolean {
  return keyOf(facts) !== undefined
}

function keyOf({ authorization, apiKey, queryKey }: Omit<CallerFacts, 'address'>) {
  const key = keyIn(authorization) ?? apiKey ?? queryKey
  return key === null || key === '' ? undefined : key
}

/**
 * Hash of an identity, 32 bits: FNV-1a over its characters. One way: neither key nor address can be read back from it.
 * @see http://www.isthe.com/chongo/tech/comp/fnv/
 */
export function callerHash(identity: string): number {
  let hash = 0x811c9dc5
  for (let index = 0; index < identity.length; index++) {
    hash = Math.imul(hash ^ identity.charCodeAt(index), 0x01000193)
  }
  return (hash ^ (hash >>> 16)) >>> 0
}

/** Group of a known caller, 1 to CALLER_GROUPS - 1. */
export function callerGroup(hash: number): number {
  return 1 + (hash % (CALLER_GROUPS - 1))
}

/** The key in an `Authorization` header, without its scheme. Basic credentials are a key as they are. */
function keyIn(authorization: string | null): string | null {
  if (authorization === null) return null
  const value = authorization.trim()
  const credential = /^aws4/i.test(value) ? credentialIn(value) : undefined
  if (credential !== undefined) return credential
  const space = value.search(/\s/)
  return space === -1 ? value : value.slice(space + 1)
}

function credentialIn(signature: string): string | undefined {
  return /\bcredential=([^,/\s]+)/i.exec(signature)?.[1]
}

/** Issuer and subject of a JWT, still encoded where they cannot be read. Signature and expiry change with each token. */
function jwtIdentity(key: string): string | undefined {
  const token = key.trim()
  if (!token.startsWith('ey')) return undefined
  const [, payload, signature, more] = token.split('.')
  if (payload === undefined || signature === undefined || more !== undefined) return undefined
  if (!payload.startsWith('ey')) return undefined
  const text = decodeBase64Url(payload)
  const issuer = /"iss"\s*:\s*"([^"]*)"/.exec(text)?.[1]
  const subject = /"sub"\s*:\s*"([^"]*)"/.exec(text)?.[1]
  return issuer === undefined && subject === undefined ? undefined : `${issuer} ${subject}`
}

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
/** Value of each character by its code; undefined for others. */
const values = BASE64.split('').reduce<number[]>((all, character, value) => {
  all[character.charCodeAt(0)] = value
  return all
}, [])

/** The bytes of a base64url text as characters; enough to find ASCII claims in it. */
function decodeBase64Url(text: string): string {
  let bits = 0
  let held = 0
  let decoded = ''
  for (let index = 0; index < text.length; index++) {
    const value = values[text.charCodeAt(index)]
    if (value === undefined) break
    held = ((held << 6) | value) & 0xffff
    bits += 6
    if (bits < 8) continue
    bits -= 8
    decoded += String.fromCharCode((held >> bits) & 0xff)
  }
  return decoded
}

/** The network of an address: /24 for IPv4, /48 for IPv6. A client can choose the rest. */
function networkOf(address: string): string {
  if (!address.includes(':')) return address.split('.').slice(0, 3).join('.')
  return address.toLowerCase().split(':').slice(0, 3).join(':')
}
