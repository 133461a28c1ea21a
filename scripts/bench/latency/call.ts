import { requestBodyOf, type Scenario } from './scenarios.ts'
import type { Target } from './target.ts'

const PATH = '/v1/chat/completions'

/** What an SDK sends, more or less. */
const usual = {
  'content-type': 'application/json',
  accept: 'application/json',
  authorization: 'Bearer sk-bench-0123456789abcdef0123456789abcdef',
  'user-agent': 'OpenAI/JS 6.1.0',
  'x-stainless-lang': 'js',
  'x-stainless-os': 'Linux',
}

/** The bytes of a call to a target. */
export function requestTo(target: Target, scenario: Scenario): Buffer {
  const body = requestBodyOf(scenario)
  const headers = {
    host: `127.0.0.1:${target.port}`,
    ...usual,
    ...target.headers,
    'content-length': String(Buffer.byteLength(body)),
  }
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  return Buffer.from(`POST ${target.prefix}${PATH} HTTP/1.1\r\n${lines.join('')}\r\n${body}`)
}

/** Throws unless a target answers a call, and as the origin does if it claims to be transparent. */
export async function checkAnswer(target: Target, origin: Target, small: Scenario): Promise<void> {
  const [answer, expected] = await Promise.all([ask(target, small), ask(origin, small)])
  if (answer.status !== 200 || (target.isTransparent && answer.body !== expected.body)) {
    throw new Error(`${target.name} answered ${answer.status} ${answer.body.slice(0, 400)}`)
  }
}

async function ask({ port, prefix, headers }: Target, scenario: Scenario) {
  const response = await fetch(`http://127.0.0.1:${port}${prefix}${PATH}`, {
    method: 'POST',
    headers: { ...usual, ...headers },
    body: requestBodyOf(scenario),
  })
  return { status: response.status, body: await response.text() }
}
