/** Path segments that make a class: `/v1/chat/completions`. */
const SEGMENTS = 3
/** A longer segment is cut: it is an id or a client's invention. */
const MAX_SEGMENT = 32

/**
 * The label of a call's route class: method and first path segments, with ids left out. `path` is the upstream path with
 * or without its query.
 */
export function routeLabel(method: string, path: string): string {
  const end = path.indexOf('?')
  const segments = (end === -1 ? path : path.slice(0, end)).split('/', SEGMENTS + 1).slice(1)
  return `${method} /${segments.map(named).join('/')}`
}

/** An id is a segment with a run of digits longer than those of a version, or one that is very long. */
function named(segment: string): string {
  return segment.length > MAX_SEGMENT || /\d{3}/.test(segment) ? '*' : segment
}
