/** Servers decode a path once or twice: more rounds find nothing that one of them would see. */
const MAX_ROUNDS = 4

/**
 * Whether a server that decodes a path further than the platform would find the path of the admin
 * route in it. `path` may have a query.
 */
export function isAdminPath(path: string): boolean {
  if (!/admin|%/i.test(path)) return false
  return spellingsOf(path).some((spelling) => resolved(spelling)[0]?.toLowerCase() === 'admin')
}

/**
 * Whether a server that decodes a path further than the platform would find a `..` segment in it.
 * Behind a base path such a segment leads to what lies next to the base path. `path` may have a
 * query.
 */
export function hasHiddenParent(path: string): boolean {
  if (!/\.\.|%/.test(path)) return false
  return spellingsOf(path).some((spelling) => segmentsOf(spelling).includes('..'))
}

/** Returns a path as written, and as it reads after each round of decoding. */
function spellingsOf(path: string): readonly string[] {
  const end = path.indexOf('?')
  const spellings = [end === -1 ? path : path.slice(0, end)]
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const last = spellings.at(-1) ?? ''
    const next = decoded(last)
    if (next === last) break
    spellings.push(next)
  }
  return spellings
}

/**
 * Escapes of an ASCII character: the usual form, the form of old Microsoft servers, and the
 * overlong forms of UTF-8, which lenient decoders accept.
 */
const ESCAPE =
  /%(?:([0-7][0-9a-f])|u00([0-7][0-9a-f])|c([01])%([0-9a-f]{2})|e0%8([01])%([89ab][0-9a-f]))/gi

function decoded(path: string): string {
  return path.replaceAll(
    ESCAPE,
    (_, usual?: string, old?: string, two?: string, low2?: string, three?: string, low3?: string) =>
      String.fromCharCode(
        usual !== undefined || old !== undefined
          ? parseInt(usual ?? old ?? '', 16)
          : Number(two ?? three) * 64 + (parseInt(low2 ?? low3 ?? '', 16) & 63)
      )
  )
}

/** Returns the segments of a path, without path parameters, white space and control characters. */
function segmentsOf(path: string): readonly string[] {
  return path.split(/[/\\]/).map((segment) => segment.replace(/;.*/s, '').replaceAll(IGNORED, ''))
}

/** White space and control characters: some servers skip them, or end a name there. */
const IGNORED = /[^!-~\u0080-\uffff]/g

function resolved(path: string): readonly string[] {
  const segments: string[] = []
  for (const segment of segmentsOf(path)) {
    if (segment === '..') segments.pop()
    else if (segment !== '' && segment !== '.') segments.push(segment)
  }
  return segments
}
