import { OTHER_ROUTE } from '../detector/evidence.ts'
import { MAX_ROUTES } from '../detector/limits.ts'

/** Methods that keep their name, as in the conventions of OpenTelemetry. */
const methods: ReadonlySet<string> = new Set([
  'CONNECT',
  'DELETE',
  'GET',
  'HEAD',
  'OPTIONS',
  'PATCH',
  'POST',
  'PUT',
  'QUERY',
  'TRACE',
])

/** Time without a call after which the counts of a route class may give way, in milliseconds. */
const UNUSED_MS = 86_400_000

/** The routes that are counted, each with the time of its last count. */
export type CountedRoutes = Readonly<Record<string, { readonly lastAt: number }>>

/** Returns the label of a route class with `_OTHER` for a method that no standard knows. */
export function withKnownMethod(route: string): string {
  const end = route.indexOf(' ')
  return end === -1 || methods.has(route.slice(0, end)) ? route : `_OTHER${route.slice(end)}`
}

/**
 * Returns the label under which a route class is counted, and the label whose counts give way to
 * it, so that there are never more than MAX_ROUTES besides `other`. A class whose route was not
 * called for a day gives way; otherwise the new one is counted as `other`.
 */
export function countedAs(
  label: string,
  known: CountedRoutes,
  now: number
): { readonly route: string; readonly removed?: string } {
  const route = withKnownMethod(label)
  if (route === OTHER_ROUTE || known[route] !== undefined) return { route }
  const own = Object.entries(known).filter(([name]) => name !== OTHER_ROUTE)
  if (own.length < MAX_ROUTES) return { route }
  const [oldest] = own.toSorted(([, one], [, another]) => one.lastAt - another.lastAt)
  if (oldest === undefined || now - oldest[1].lastAt <= UNUSED_MS) return { route: OTHER_ROUTE }
  return { route, removed: oldest[0] }
}
