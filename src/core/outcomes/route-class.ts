/** Path segments that make a class: `/v1/chat/completions`. */
const SEGMENTS = 3
/** A longer segment is cut: it is an id or a client's invention. */
const MAX_SEGMENT = 32

/**
 * The label of a call's route class: method and first path segments, with ids left out. `path` is the upstream path with
 * or without its query.
 */
export function routeLabel(method: string, path: string): string {
  const head = path.slice(1, endOfSegments(path))
  return `${method} /${hasId(head) ? head.split('/').map(named).join('/') : head}`
}

/** Returns the index after the first segments, or after the last one. */
function endOfSegments(path: string): number {
  const query = path.indexOf('?')
  const end = query === -1 ? path.length : query
  let slash = 0
  for (let segment = 0; segment < SEGMENTS; segment++) {
    slash = path.indexOf('/', slash + 1)
    if (slash === -1 || slash >= end) return end
  }
  return slash
}

/** Whether `named` replaces a segment. Most paths have none, and are not cut into their segments. */
function hasId(segments: string): boolean {
  let length = 0
  let digits = 0
  for (let index = 0; index < segments.length; index++) {
    const code = segments.charCodeAt(index)
    length = code === SLASH ? 0 : length + 1
    digits = code >= ZERO && code <= NINE ? digits + 1 : 0
    if (digits === 3 || length > MAX_SEGMENT) return true
  }
  return false
}

const [SLASH, ZERO, NINE] = [0x2f, 0x30, 0x39]

/** An id is a segment with a run of digits longer than those of a version, or one that is very long. */
function named(segment: string): string {
  return segment.length > MAX_SEGMENT || /\d{3}/.test(segment) ? '*' : segment
}
