/** What Cloudflare bills, each by its own meter. */
export type Meter =
  | 'workerRequests'
  | 'workerCpuMs'
  | 'logGigabytes'
  | 'objectRequests'
  | 'objectGigabyteSeconds'
  | 'rowsWritten'
  | 'kvReads'
  | 'kvWrites'

interface Price {
  /** Dollars for one unit beyond the included ones. */
  readonly unit: number
  /** Units that the paid plan includes each month. */
  readonly included: number
  readonly source: string
}

const MILLION = 1e6

/** Dollars a month for the paid plan. */
export const PLAN = 5

/** Gigabytes of memory for which a Durable Object is billed while it is active. */
export const OBJECT_GIGABYTES = 0.128

/** Day on which the sources were read. */
export const READ_ON = '26 November 2026'

/** List prices of the Workers Paid plan, in dollars. */
export const prices = {
  workerRequests: {
    unit: 0.3 / MILLION,
    included: 10 * MILLION,
    source: 'https://developers.cloudflare.com/workers/platform/pricing/',
  },
  workerCpuMs: {
    unit: 0.02 / MILLION,
    included: 30 * MILLION,
    source: 'https://developers.cloudflare.com/workers/platform/pricing/',
  },
  // Those from 1 December 2026 on; until then a million lines cost $0.60.
  logGigabytes: {
    unit: 0.25,
    included: 50,
    source: 'https://developers.cloudflare.com/observability/pricing/',
  },
  objectRequests: {
    unit: 0.15 / MILLION,
    included: MILLION,
    source: 'https://developers.cloudflare.com/durable-objects/platform/pricing/',
  },
  objectGigabyteSeconds: {
    unit: 12.5 / MILLION,
    included: 400_000,
    source: 'https://developers.cloudflare.com/durable-objects/platform/pricing/',
  },
  rowsWritten: {
    unit: 1 / MILLION,
    included: 50 * MILLION,
    source: 'https://developers.cloudflare.com/durable-objects/platform/pricing/',
  },
  kvReads: {
    unit: 0.5 / MILLION,
    included: 10 * MILLION,
    source: 'https://developers.cloudflare.com/kv/platform/pricing/',
  },
  kvWrites: {
    unit: 5 / MILLION,
    included: MILLION,
    source: 'https://developers.cloudflare.com/kv/platform/pricing/',
  },
} as const satisfies Readonly<Record<Meter, Price>>

/** Names of the meters for people, in the order of the bill. */
export const meterNames = {
  workerRequests: 'Worker: requests',
  workerCpuMs: 'Worker: CPU',
  logGigabytes: 'Worker: logs',
  objectRequests: 'coordinator: requests',
  objectGigabyteSeconds: 'coordinator: duration',
  rowsWritten: 'coordinator: rows written',
  kvReads: 'KV: reads',
  kvWrites: 'KV: writes',
} as const satisfies Readonly<Record<Meter, string>>
