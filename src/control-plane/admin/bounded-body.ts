import { AdminError } from './admin-error.ts'

/** Reads the body of a request as text. A longer one is refused before all of it is read. */
export async function readBody(request: Request, maxBytes: number): Promise<string> {
  if (Number(request.headers.get('content-length') ?? 0) > maxBytes) throw tooLarge(maxBytes)
  if (request.body === null) return ''
  const decoder = new TextDecoder()
  let [text, length] = ['', 0]
  for await (const chunk of request.body) {
    length += chunk.byteLength
    if (length > maxBytes) throw tooLarge(maxBytes)
    text += decoder.decode(chunk, { stream: true })
  }
  return text + decoder.decode()
}

function tooLarge(maxBytes: number): AdminError {
  return new AdminError('body_too_large', `It may have ${maxBytes} bytes.`)
}
