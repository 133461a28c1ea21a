import type { FaultChange } from '../../models/fault-injection.ts'
import type { CallShape } from './traffic.ts'

/** A way in which a model server fails, and the traffic in which it has to be found. */
export interface Case {
  readonly name: string
  readonly callsPerSecond: number
  readonly call: CallShape
  /** What the origins do while all is well: generations of a length, for example. */
  readonly usual?: FaultChange
  readonly fault: FaultChange
  /** How long a fault takes to become visible after the start of its call, in milliseconds. */
  readonly visibleAfterMs: number
  /** How long a good call may take, in milliseconds: calls in progress at the rollback have as long to end. */
  readonly callMs: number
  /** Calls of other callers after the switch, before the fault. */
  readonly otherCalls?: number
}

const whole: CallShape = { stream: false, maxTokens: 1 }

/** About 20 s: twenty-five pieces of 800 ms each. */
const generation: CallShape = { stream: true, maxTokens: 25 }
const pieces: FaultChange = { slow: { share: 1, perChunkMs: 800 } }

/** The failures of model servers. All with the default configuration. */
export const cases: readonly Case[] = [
  {
    name: 'total hang',
    callsPerSecond: 20,
    call: whole,
    fault: { hang: { share: 1 } },
    visibleAfterMs: 1_000,
    callMs: 2_000,
  },
  {
    name: 'total hang, clients give up after 5 s',
    callsPerSecond: 20,
    call: { ...whole, giveUpMs: 5_000 },
    fault: { hang: { share: 1 } },
    visibleAfterMs: 1_000,
    callMs: 2_000,
  },
  {
    name: 'streams cut after 8 s',
    callsPerSecond: 10,
    call: generation,
    usual: pieces,
    fault: { ...pieces, cut: { share: 1, afterChunks: 10 } },
    visibleAfterMs: 8_000,
    callMs: 25_000,
  },
  {
    name: 'answers of known length cut',
    callsPerSecond: 20,
    call: whole,
    fault: { cut: { share: 1 } },
    visibleAfterMs: 0,
    callMs: 2_000,
  },
  {
    name: '5 % faults under generations of 20 s',
    callsPerSecond: 20,
    call: generation,
    usual: pieces,
    fault: { ...pieces, fail: { share: 0.05 } },
    visibleAfterMs: 0,
    callMs: 25_000,
  },
  {
    name: 'one gateway, all its streams cut at once, and three other calls',
    callsPerSecond: 20,
    call: { stream: true, maxTokens: 25 },
    fault: { cut: { share: 1, afterChunks: 3 } },
    visibleAfterMs: 0,
    callMs: 2_000,
    otherCalls: 3,
  },
]
