import * as z from 'zod/mini'
import type { Receiver } from '../../core/notification/receiver.ts'
import { word } from './answer-parts.ts'

const receiverTest = z.object({
  receiver: z.string(),
  kind: word<Receiver['kind']>(),
  /** Whether the receiver took the message. */
  ok: z.boolean(),
  /** What came back, such as "answered 204". */
  result: z.string(),
  ms: z.number(),
})

/** Body of the answer to `POST /admin/notify/test`. */
export const notifyTestAnswer = z.object({ receivers: z.array(receiverTest) })

export type ReceiverTest = z.infer<typeof receiverTest>
export type NotifyTest = z.infer<typeof notifyTestAnswer>
