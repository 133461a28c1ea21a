import { z } from 'zod'
import type { GenerationRequest } from './generator.ts'
import { contentSchema, promptOf } from './prompt.ts'

/** Body of `POST /v1/messages`; other fields are ignored. */
export const messagesSchema = z.object({
  model: z.string(),
  max_tokens: z.int().min(0),
  messages: z
    .array(z.object({ role: z.enum(['user', 'assistant']), content: contentSchema }))
    .min(1),
  system: contentSchema.optional(),
  temperature: z.number().min(0).max(1).optional(),
  top_p: z.number().gt(0).max(1).optional(),
  stop_sequences: z.array(z.string().min(1)).optional(),
  stream: z.boolean().optional(),
  /** Not part of Anthropic's API, but its clients pass it on. Makes the text reproducible. */
  seed: z.int().optional(),
})

export type MessagesRequest = z.infer<typeof messagesSchema>

export function requestOfMessages(request: MessagesRequest): GenerationRequest {
  const system = request.system === undefined ? [] : [{ content: request.system }]
  return {
    prompt: promptOf([...system, ...request.messages]),
    maxTokens: request.max_tokens,
    temperature: request.temperature ?? 1,
    topP: request.top_p ?? 1,
    seed: request.seed,
    stop: request.stop_sequences ?? [],
    ignoreEnd: false,
  }
}
