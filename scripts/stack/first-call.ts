import OpenAI from 'openai'

export const PROMPT = 'In the beginning'

/** Which release answered, from the router's headers. */
export interface Answered {
  readonly color: string
  readonly release: string
  readonly revision: string
}

/** One streamed chat completion through the router; `write` gets the text as it comes. */
export async function firstCall(
  url: string,
  write: (text: string) => void,
  announce: (by: Answered) => void
): Promise<void> {
  const client = new OpenAI({ baseURL: `${url}/chat/v1`, apiKey: 'local', maxRetries: 0 })
  const { data, response } = await client.chat.completions
    .create({
      model: 'tiny-gpt',
      messages: [{ role: 'user', content: PROMPT }],
      max_tokens: 160,
      stream: true,
    })
    .withResponse()
  const header = (name: string) => response.headers.get(`x-bluegreen-${name}`) ?? 'unknown'
  announce({ color: header('color'), release: header('release'), revision: header('revision') })
  for await (const chunk of data) write(chunk.choices[0]?.delta.content ?? '')
}
