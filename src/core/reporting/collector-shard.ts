/** Regions that the platform places Durable Objects in; elsewhere it takes the nearest of these. */
export type Region = 'wnam' | 'enam' | 'weur' | 'eeur' | 'apac' | 'oc'

/** Degrees east of Greenwich at which east begins. */
const EAST = { america: -100, europe: 18 } as const

/**
 * The region for the collector of calls from a place, as the platform describes it (`request.cf`). Objects do not stand in South America, Africa or the
 * Middle East: their calls go the usual way of the cables.
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

/** Collectors that a region has at most: those of all regions are still fewer than a coordinator hears in a second. */
export const MAX_COLLECTORS = 32

/** A collector of a model: one of several in its region, chosen by a draw from 0 up to 1. */
export function collectorName(
  { name, collectors }: { readonly name: string; readonly collectors: number },
  region: Region,
  shardHash: number
): string {
  return `${name}/${region}/${Math.floor(shardHash * collectors)}`
}

/** The model whose collector has this name. */
export function modelOfCollector(name: string): string {
  return name.split('/')[0] ?? name
}
