import { z } from 'zod'

const selection = {
  /** Share of affected calls, 0 to 1: 0.2 affects exactly every fifth call. */
  share: z.number().min(0).max(1),
  /** Shifts the affected calls, so that two modes can affect different ones. */
  seed: z.int().min(0).default(0),
}
/** Chunks of a stream sent before the fault; a shorter stream ends normally. */
const afterChunks = z.int().min(0).default(3)
const status = z.int().min(400).max(599).default(500)
const durationMs = z.number().min(0).default(0)
const headers = z.record(z.string(), z.string()).default({})

/** The active modes, with defaults filled in. */
export const modesSchema = z
  .strictObject({
    /** Answers with this status and an error body in the dialect of the path. */
    fail: z.strictObject({ ...selection, status, headers }),
    /** Accepts the call and never answers. */
    hang: z.strictObject(selection),
    /** Destroys the connection after these chunks or bytes; 0 means before the headers. */
    cut: z.strictObject({ ...selection, afterChunks, afterBytes: z.int().min(0).optional() }),
    /** Stops sending after `afterChunks` chunks and keeps the connection open. */
    stall: z.strictObject({ ...selection, afterChunks }),
    /** Sends an error event of the dialect in the stream; a whole answer fails with the status. */
    errorEvent: z.strictObject({ ...selection, afterChunks, status }),
    /** Delays the first byte, and each chunk of a stream. In milliseconds. */
    slow: z.strictObject({ ...selection, firstByteMs: durationMs, perChunkMs: durationMs }),
    /** Readiness answers 503 while calls are still served. */
    unready: z.strictObject(selection),
  })
  .partial()

const { fail, hang, cut, stall, errorEvent, slow, unready } = modesSchema.shape

/** A change of modes: null turns a mode off, and an absent mode stays as it is. */
export const faultChangeSchema = z.strictObject({
  reset: z.literal(true).optional(),
  fail: fail.nullable(),
  hang: hang.nullable(),
  cut: cut.nullable(),
  stall: stall.nullable(),
  errorEvent: errorEvent.nullable(),
  slow: slow.nullable(),
  unready: unready.nullable(),
})

export type Modes = z.infer<typeof modesSchema>
export type ModeName = keyof Modes
/** A change before defaults are filled in: `{ fail: { share: 0.5 } }`. */
export type FaultChange = z.input<typeof faultChangeSchema>

/** The active modes of one server, and the count of calls for each. */
export type FaultInjector = {
  readonly change: (change: z.output<typeof faultChangeSchema>) => void
  /** Counts one call for each mode in `among` and returns the modes that affect this call. */
  readonly countCall: (among: readonly ModeName[]) => Modes
  readonly modes: () => Modes
}

export const callModes = ['fail', 'hang', 'cut', 'stall', 'errorEvent', 'slow'] as const

export function newFaultInjector(): FaultInjector {
  let modes: Modes = {}
  const counts = new Map<string, number>()
  return {
    modes: () => modes,
    change: ({ reset, ...changed }) => {
      if (reset) modes = {}
      for (const name of Object.keys(changed)) counts.delete(name)
      modes = modesSchema.parse(withoutNulls({ ...modes, ...changed }))
    },
    countCall: (among) => {
      const faults = Object.entries(modes).filter(([name, mode]) => {
        if (mode === undefined || !among.some((candidate) => candidate === name)) return false
        const count = (counts.get(name) ?? 0) + 1
        counts.set(name, count)
        return isHit(count + mode.seed, mode.share)
      })
      return Object.fromEntries(faults)
    },
  }
}

/**
 * Returns whether a share affects call number `count`, starting at 1. The affected calls are spread
 * evenly, not drawn at random: n × share of any first n calls, rounded down.
 */
export function isHit(count: number, share: number): boolean {
  const rounding = 1e-9
  return Math.floor(count * share + rounding) > Math.floor((count - 1) * share + rounding)
}

function withoutNulls(modes: Readonly<Record<string, unknown>>) {
  return Object.fromEntries(Object.entries(modes).filter(([, mode]) => mode != null))
}
