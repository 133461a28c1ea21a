import { z } from 'zod'

const aimed = {
  /** Share of the calls that are hit, 0 to 1: 0.2 is exactly every fifth call. */
  share: z.number().min(0).max(1),
  /** Shifts which calls are hit, for two modes that shall not hit the same ones. */
  seed: z.int().min(0).default(0),
}
/** Chunks of a stream that still arrive; a stream that has no more of them ends as it should. */
const afterChunks = z.int().min(0).default(3)
const status = z.int().min(400).max(599).default(500)
const durationMs = z.number().min(0).default(0)
const headers = z.record(z.string(), z.string()).default({})

/** The modes that are on, with their defaults filled in. */
export const modesSchema = z
  .strictObject({
    /** Answers with this status and an error body in the dialect of the path. */
    fail: z.strictObject({ ...aimed, status, headers }),
    /** Takes the call and never answers. */
    hang: z.strictObject(aimed),
    /** Destroys the connection after so many chunks or bytes of the body; 0: before the headers. */
    cut: z.strictObject({ ...aimed, afterChunks, afterBytes: z.int().min(0).optional() }),
    /** Goes silent after so many chunks, and keeps the connection open. */
    stall: z.strictObject({ ...aimed, afterChunks }),
    /** Reports an error inside the stream, in its dialect; a whole answer fails with the status. */
    errorEvent: z.strictObject({ ...aimed, afterChunks, status }),
    /** Waits before the first byte, and before each chunk of a stream. */
    slow: z.strictObject({ ...aimed, firstByteMs: durationMs, perChunkMs: durationMs }),
    /** Readiness answers 503, although calls are served. */
    unready: z.strictObject(aimed),
  })
  .partial()

const { fail, hang, cut, stall, errorEvent, slow, unready } = modesSchema.shape

/** A change of modes: null switches one off, and one that is not named stays as it is. */
export const orderSchema = z.strictObject({
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
/** As a caller writes it: `{ fail: { share: 0.5 } }`. */
export type FaultOrder = z.input<typeof orderSchema>

export type Misbehaviour = {
  readonly change: (order: z.output<typeof orderSchema>) => void
  /** Counts one call for each of these modes, and gives back those that hit it. */
  readonly take: (among: readonly ModeName[]) => Modes
  readonly modes: () => Modes
}

export const callModes = ['fail', 'hang', 'cut', 'stall', 'errorEvent', 'slow'] as const

export function newMisbehaviour(): Misbehaviour {
  let modes: Modes = {}
  const seen = new Map<string, number>()
  return {
    modes: () => modes,
    change: ({ reset, ...changed }) => {
      if (reset) modes = {}
      for (const name of Object.keys(changed)) seen.delete(name)
      modes = modesSchema.parse(withoutNulls({ ...modes, ...changed }))
    },
    take: (among) => {
      const struck = Object.entries(modes).filter(([name, mode]) => {
        if (mode === undefined || !among.some((candidate) => candidate === name)) return false
        const count = (seen.get(name) ?? 0) + 1
        seen.set(name, count)
        return isHit(count + mode.seed, mode.share)
      })
      return Object.fromEntries(struck)
    },
  }
}

/** Spreads a share evenly over the calls instead of by dice: of n calls, n × share are hit. */
export function isHit(count: number, share: number): boolean {
  const rounding = 1e-9
  return Math.floor(count * share + rounding) > Math.floor((count - 1) * share + rounding)
}

function withoutNulls(order: Readonly<Record<string, unknown>>) {
  return Object.fromEntries(Object.entries(order).filter(([, mode]) => mode != null))
}
