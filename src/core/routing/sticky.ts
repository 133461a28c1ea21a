/** What keeps the calls of a client on one color while both take traffic. */
export type StickyRule =
  /** The credential, wherever it stands and however it is spelled. */
  | { readonly kind: 'authorization' }
  | { readonly kind: 'header'; readonly name: string }
  | { readonly kind: 'cookie'; readonly name: string }
  /** The client's network address. */
  | { readonly kind: 'address' }
  /** Nothing: each call is drawn anew. */
  | { readonly kind: 'none' }

/** The parts of a call that a key is made of. */
export interface StickyFacts {
  /** The normalized credential; undefined without one. */
  readonly credential: () => string | undefined
  readonly header: (name: string) => string | null
  readonly address: string | null
}

/** The rules of a model that names none. */
export const DEFAULT_STICKY: readonly StickyRule[] = [{ kind: 'authorization' }]

/** Parses a rule such as `header:x-user`; undefined when it is none. */
export function parseSticky(text: string): StickyRule | undefined {
  const [, kind, name] = /^(header|cookie):([!#$%&'*+.^_`|~0-9A-Za-z-]+)$/.exec(text) ?? []
  if (kind === 'header' && name !== undefined) return { kind, name: name.toLowerCase() }
  if (kind === 'cookie' && name !== undefined) return { kind, name }
  if (text === 'authorization' || text === 'address' || text === 'none') return { kind: text }
  return undefined
}

/** Returns the key of a call by the first rule that finds one; undefined when none does. */
export function stickyKeyOf(rules: readonly StickyRule[], facts: StickyFacts): string | undefined {
  for (const rule of rules) {
    const key = keyBy(rule, facts)
    if (key !== undefined && key !== '') return key
  }
  return undefined
}

function keyBy(rule: StickyRule, { credential, header, address }: StickyFacts): string | undefined {
  switch (rule.kind) {
    case 'authorization':
      return credential()
    case 'header':
      return header(rule.name)?.trim()
    case 'cookie':
      return cookieIn(header('cookie') ?? '', rule.name)
    case 'address':
      return address === null ? undefined : clientOf(address)
    case 'none':
      return undefined
  }
}

/**
 * Returns the value of a cookie.
 * @see https://www.rfc-editor.org/rfc/rfc6265#section-4.2.1
 */
function cookieIn(header: string, name: string): string | undefined {
  const pairs = header.split(';').map((pair) => pair.trim())
  return pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1)
}

/**
 * Returns the part of an address that stays with a client: the whole of IPv4, and /64 of IPv6, whose
 * rest a client changes each day.
 * @see https://www.rfc-editor.org/rfc/rfc8981
 */
function clientOf(address: string): string {
  if (!address.includes(':')) return address
  const [head = '', tail] = address.toLowerCase().split('::')
  const groups = head.split(':').map((group) => group.replace(/^0+(?=.)/, ''))
  const filled = tail === undefined ? groups : [...groups, '0', '0', '0', '0']
  return filled.slice(0, 4).join(':')
}
