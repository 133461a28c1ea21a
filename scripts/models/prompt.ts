import { z } from 'zod'

const textPartSchema = z.object({ type: z.literal('text'), text: z.string() })

/** Content of a message in OpenAI's and Anthropic's format: a string or a list of text parts. */
export const contentSchema = z.union([z.string(), z.array(textPartSchema)], {
  error: 'expected a string, or a list of {"type": "text", "text": string}',
})

type Message = { readonly content: z.infer<typeof contentSchema> }

/**
 * Returns the text that the model continues: the messages, joined. The model has no concept of
 * roles.
 */
export function promptOf(messages: readonly Message[]): string {
  return promptOfText(messages.map(({ content }) => textOf(content)).join('\n'))
}

/**
 * Returns `text` as a prompt. After a finished sentence, a newline makes the model start a new
 * text.
 */
export function promptOfText(text: string): string {
  return /[.?!]\s*$/.test(text) ? `${text.trimEnd()}\n` : text
}

/**
 * Returns whether a client may use this model name. Every release accepts the same names:
 * blue-green needs that.
 */
export function isServed(model: string): boolean {
  return model.startsWith('tiny-gpt')
}

function textOf(content: Message['content']): string {
  return typeof content === 'string' ? content : content.map(({ text }) => text).join('\n')
}
