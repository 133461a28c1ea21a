/** Regions that Cloudflare takes as a hint for the place of a Durable Object. */
export const locations = [
  'wnam',
  'enam',
  'sam',
  'weur',
  'eeur',
  'apac',
  'apac-ne',
  'apac-se',
  'oc',
  'afr',
  'me',
] as const

/** Jurisdictions that a Durable Object never leaves. */
export const jurisdictions = ['eu', 'us', 'fedramp'] as const

/**
 * Where the coordinator of a model runs. The hint counts at the first start only: an object never
 * moves. In another jurisdiction there is another object, which knows nothing of the first one.
 */
export interface Placement {
  readonly location?: (typeof locations)[number] | undefined
  readonly jurisdiction?: (typeof jurisdictions)[number] | undefined
}
