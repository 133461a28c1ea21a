/**
 * Location hints at which the platform places Durable Objects; it maps other hints to the nearest.
 */
export type Region = 'wnam' | 'enam' | 'weur' | 'eeur' | 'apac' | 'oc'

/** Longitude in degrees at which the eastern region of a continent begins. */
const EAST = { america: -100, europe: 18 } as const

/**
 * Returns the region of the collector for a call, by the location in `request.cf`. The platform
 * places no objects in South America, Africa or the Middle East: calls from there go to the region
 * that the usual network routes lead to.
 * @see https://developers.cloudflare.com/durable-objects/reference/data-location/
 */
export function regionOf(location: object): Region {
  const { continent, longitude }: { continent?: unknown; longitude?: unknown } = location
  const degrees = Number(longitude)
  switch (continent) {
    case 'NA':
      return degrees < EAST.america ? 'wnam' : 'enam'
    case 'SA':
      return 'enam'
    case 'AS':
      return 'apac'
    case 'OC':
      return 'oc'
    case 'EU':
      return degrees > EAST.europe ? 'eeur' : 'weur'
    default:
      return 'weur'
  }
}

/**
 * Maximum number of collectors per region. With six regions they are 192 collectors, fewer than the
 * reports that a coordinator takes per second.
 */
export const MAX_COLLECTORS = 32

/**
 * Returns the name of the collector that takes an isolate's reports: one of the model's collectors
 * in the region, chosen by `shardHash` (at least 0, below 1).
 */
export function collectorName(
  { name, collectors }: { readonly name: string; readonly collectors: number },
  region: Region,
  shardHash: number
): string {
  return `${name}/${region}/${Math.floor(shardHash * collectors)}`
}

/** Returns the name of the model that a collector belongs to. */
export function modelOfCollector(name: string): string {
  return name.split('/')[0] ?? name
}
