import type { ServerResponse } from 'node:http'
import type { Color } from '../../../src/core/routing/color.ts'

/** The answer that each healthy origin gives, one event a word. */
export const words: readonly string[] = Array.from({ length: 60 }, (_, index) => `word-${index} `)

/** Sends the headers of an event stream. */
export function begin(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders()
}

/** Sends some words of the answer. */
export function say(response: ServerResponse, color: Color, from: number, to: number): void {
  for (const word of words.slice(from, to)) {
    send(response, { model: color, choices: [{ delta: { content: word } }] })
  }
}

/** Sends the usage and the end of the answer. */
export function conclude(response: ServerResponse, color: Color): void {
  send(response, { model: color, choices: [], usage: { completion_tokens: words.length } })
  response.end('data: [DONE]\n\n')
}

/** Sends the whole answer. */
export function answerWhole(response: ServerResponse, color: Color): void {
  begin(response)
  say(response, color, 0, words.length)
  conclude(response, color)
}

/** Sends an error as the usual model servers do. */
export function refuse(
  response: ServerResponse,
  status: number,
  code: string,
  headers: Readonly<Record<string, string>> = {}
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers })
  response.end(JSON.stringify({ error: { code, message: `the origin says ${code}` } }))
}

function send(response: ServerResponse, event: object): void {
  response.write(`data: ${JSON.stringify(event)}\n\n`)
}
