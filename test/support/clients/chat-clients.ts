import { aiSdk } from './ai-sdk.ts'
import { anthropic } from './anthropic.ts'
import type { Connect } from './chat-client.ts'
import { huggingFace } from './hugging-face.ts'
import { ollama } from './ollama.ts'
import { openai } from './openai.ts'

/** The SDKs by their names on npm. */
export const chatClients: readonly { readonly client: string; readonly connect: Connect }[] = [
  { client: 'openai', connect: openai },
  { client: '@anthropic-ai/sdk', connect: anthropic },
  { client: 'ollama', connect: ollama },
  { client: '@huggingface/inference', connect: huggingFace },
  { client: '@ai-sdk/openai-compatible', connect: aiSdk },
]

/** Each SDK in both modes. */
export const chatCalls = chatClients.flatMap((sdk) =>
  (['whole', 'streamed'] as const).map((mode) => ({ ...sdk, mode }))
)
