import type { Scenario } from './scenarios.ts'

/** Something that passes calls on to the origin, or the origin itself. */
export interface Target {
  readonly name: string
  readonly port: number
  /** What comes before `/v1/chat/completions`. */
  readonly prefix: string
  readonly headers: Readonly<Record<string, string>>
  /** The process whose CPU time counts. */
  readonly pid: number
  /** Whether the answer must be the origin's, byte for byte. */
  readonly isTransparent: boolean
  /** The one scenario in which it is measured, where it is not all. */
  readonly scenario?: Scenario['name']
  /** How often it has asked KV and the coordinator so far. */
  readonly asked?: () => Promise<Asked>
  readonly stop: () => Promise<void>
}

/** Calls to what a warm router should not need. */
export interface Asked {
  readonly kvReads: number
  readonly coordinatorCalls: number
}

/** Names that the summary refers to. */
export const names = {
  origin: 'origin alone',
  floor: 'floor: three-line Worker',
  ours: '**bluegreen**',
  oursNoReplay: 'bluegreen, failover off',
  nginx: 'nginx `split_clients`',
  portkey: 'Portkey gateway (Node)',
} as const

export const ports = {
  origin: 18_700,
  floor: 18_710,
  ours: 18_720,
  oursNoReplay: 18_730,
  nginx: 18_740,
  portkey: 18_750,
  /** The first of several. */
  parts: 18_760,
} as const

export const originUrl = `http://127.0.0.1:${ports.origin}`
