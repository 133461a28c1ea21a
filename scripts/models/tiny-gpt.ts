import ort, { type Session, type Tensor } from 'onnxruntime-node'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { openSession } from './session.ts'

/** Length of the training windows in tokens. Text gets worse beyond it. */
const WINDOW = 64
/** Tokens of a full window that the next window starts with. */
const CARRIED = 32

const describedSchema = z.object({
  vocab: z.string(),
  layers: z.number(),
  heads: z.number(),
  dim: z.number(),
})

/** A loaded tiny-gpt. Its tokens are characters, and a newline ends a text. */
export type TinyGpt = {
  readonly version: string
  readonly encode: (text: string) => readonly number[]
  readonly decode: (id: number) => string
  readonly endId: number
  readonly start: (prompt: readonly number[]) => Continuation
}

/**
 * One text in progress. `next` returns the logits for the next token, given the token chosen last.
 */
export type Continuation = {
  readonly next: (chosen: number | undefined) => Promise<Float32Array>
}

export async function loadTinyGpt(version: string): Promise<TinyGpt> {
  const file = (ending: string) =>
    fileURLToPath(new URL(`./tiny-gpt/gpt-${version}.${ending}`, import.meta.url))
  const described = describedSchema.parse(JSON.parse(await readFile(file('json'), 'utf8')))
  const session = await openSession(file('onnx'))
  const emptyPast = [described.layers, 2, 1, described.heads, 0, described.dim / described.heads]
  const endId = described.vocab.indexOf('\n')

  return {
    version,
    endId,
    encode: (text) => Array.from(text, (c) => described.vocab.indexOf(c)).filter((id) => id >= 0),
    decode: (id) => described.vocab.charAt(id),
    start: (prompt) => continuationOf(session, emptyPast, [endId, ...prompt]),
  }
}

/** Runs within one training window at a time. A full window restarts from its last tokens. */
function continuationOf(
  session: Session,
  emptyPast: readonly number[],
  prompt: readonly number[]
): Continuation {
  const empty = () => new ort.Tensor('float32', new Float32Array(0), emptyPast)
  let recent = prompt.slice(1 - WINDOW)
  let fresh = recent
  let past: Tensor = empty()
  let position = 0

  return {
    next: async (chosen) => {
      if (chosen !== undefined) {
        recent = [...recent, chosen].slice(-CARRIED)
        fresh = position < WINDOW ? [chosen] : recent
        past = position < WINDOW ? past : empty()
        position = position < WINDOW ? position : 0
      }
      const outputs = await session.run({ ...feedsOf(fresh, position), past })
      const { logits, present } = outputs
      if (!(logits?.data instanceof Float32Array) || present === undefined) {
        throw new Error('not a tiny-gpt: logits or present are missing')
      }
      past = present
      position += fresh.length
      return logits.data.slice(-(logits.dims.at(-1) ?? 0))
    },
  }
}

function feedsOf(ids: readonly number[], position: number) {
  const shape = [1, ids.length]
  const at = ids.map((_, index) => BigInt(position + index))
  return {
    ids: new ort.Tensor('int64', BigInt64Array.from(ids.map(BigInt)), shape),
    pos: new ort.Tensor('int64', BigInt64Array.from(at), shape),
  }
}
