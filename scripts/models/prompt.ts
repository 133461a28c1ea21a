import { z } from 'zod'

const textPartSchema = z.object({ type: z.literal('text'), text: z.string() })

/** Content of a message, as OpenAI and Anthropic both have it: a string or parts, here of text. */
export const contentSchema = z.union([z.string(), z.array(textPartSchema)], {
  error: 'expected a string, or a list of {"type": "text", "text": string}',
})

type Message = { readonly content: z.infer<typeof contentSchema> }

/**
 * The text that the model goes on with. It knows no roles: the last message is a text to continue,
 * and one that ends its sentence makes the model begin a new text.
 */
export function promptOf(messages: readonly Message[]): string {
  return continued(messages.map(({ content }) => textOf(content)).join('\n'))
}

export function continued(text: string): string {
  return /[.?!]\s*$/.test(text) ? `${text.trimEnd()}\n` : text
}

/** The names under which a client may ask for this model, whatever release it is: blue-green needs one name. */
export function isServed(model: string): boolean {
  return model.startsWith('tiny-gpt')
}

function textOf(content: Message['content']): string {
  return typeof content === 'string' ? content : content.map(({ text }) => text).join('\n')
}
