import type { Scenario } from './scenarios.ts'

/** A gateway in front of the origin, or the origin itself. */
export interface Target {
  readonly name: string
  readonly port: number
  /** Path before `/v1/chat/completions`. */
  readonly prefix: string
  readonly headers: Readonly<Record<string, string>>
  /** The process whose CPU time is measured. */
  readonly pid: number
  /** Whether the answer must be the origin's, byte for byte. */
  readonly isTransparent: boolean
  /** The only scenario in which the target is measured; undefined for all scenarios. */
  readonly scenario?: Scenario['name']
  /** Calls to KV and the coordinator so far. */
  readonly controlPlaneCalls?: () => Promise<ControlPlaneCalls>
  readonly stop: () => Promise<void>
}

/** Numbers of calls that a warm router should not need. */
export interface ControlPlaneCalls {
  readonly kvReads: number
  readonly coordinatorCalls: number
}

/** Names of the targets in tables. */
export const names = {
  origin: 'origin alone',
  floor: 'floor: three-line Worker',
  ours: '**bluegreen**',
  oursNoFailover: 'bluegreen, failover off',
  oursShadow: 'bluegreen, 5 % shadow',
  oursSplit: 'bluegreen, both colors',
  hono: 'Hono `proxy()` (Worker)',
  reflare: 'reflare (Worker)',
  nginx: 'nginx `split_clients`',
  portkey: 'Portkey gateway (Node)',
} as const

export const ports = {
  origin: 18_700,
  floor: 18_710,
  ours: 18_720,
  oursNoFailover: 18_730,
  oursShadow: 18_734,
  oursSplit: 18_737,
  nginx: 18_740,
  portkey: 18_750,
  hono: 18_754,
  reflare: 18_757,
  /** The first port of a range. */
  parts: 18_760,
} as const

/** The floor: the least that a router on this platform can cost. */
export const floor = {
  name: names.floor,
  port: ports.floor,
  file: 'floor.js',
  isBundled: false,
} as const

export const hono = {
  name: names.hono,
  port: ports.hono,
  file: 'hono-proxy.js',
  isBundled: true,
} as const

export const reflare = {
  name: names.reflare,
  port: ports.reflare,
  file: 'reflare.js',
  isBundled: true,
} as const

export const originUrl = `http://127.0.0.1:${ports.origin}`
