/** Beginnings of names that speak for the router, or for a proxy in front of an origin. */
const PREFIXES = ['x-forwarded', 'x-bluegreen'] as const

/**
 * Further headers of a client that do not reach an origin. Servers and frameworks believe them when
 * a proxy sends them, or they are for the router alone.
 */
const names: ReadonlySet<string> = new Set([
  // Meant for the proxy itself, and for the next connection only.
  'proxy-authorization',
  'proxy-connection',
  'expect',
  // A server that runs scripts takes it for the setting `HTTP_PROXY`.
  'proxy',
  // An identity of Cloudflare Access: who has it may be somebody else at the admin route.
  'cf-access-jwt-assertion',
  // Who calls.
  'forwarded',
  'forwarded-for',
  'true-client-ip',
  'client-ip',
  'proxy-client-ip',
  'wl-proxy-client-ip',
  'x-client-ip',
  'x-cluster-client-ip',
  'x-envoy-external-address',
  'x-original-forwarded-for',
  'x-real-ip',
  'x-remote-addr',
  'x-remote-ip',
  'x-remote-user',
  'remote-user',
  // Under which host and scheme.
  'front-end-https',
  'x-host',
  'x-original-host',
  'x-original-proto',
  'x-original-scheme',
  'x-scheme',
  'x-url-scheme',
  // Under which path: it would be served in place of the one that was matched.
  'x-envoy-original-path',
  'x-original-uri',
  'x-original-url',
  'x-rewrite-uri',
  'x-rewrite-url',
  'x-script-name',
])

/**
 * Whether a header of a client, by its name in lower case, does not reach an origin. Servers that
 * hand headers on as variables read `_` as `-`, so the two are the same here.
 */
export function isStripped(name: string): boolean {
  if (!INITIALS.has(name.charCodeAt(0))) return false
  const spelled = name.includes('_') ? name.replaceAll('_', '-') : name
  return names.has(spelled) || spelled.startsWith(PREFIXES[0]) || spelled.startsWith(PREFIXES[1])
}

/** First characters of all these names. Most headers have another one, and need no further look. */
const INITIALS: ReadonlySet<number> = new Set(
  [...names, ...PREFIXES].map((name) => name.charCodeAt(0))
)
