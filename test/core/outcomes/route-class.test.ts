import { expect, it } from 'vitest'
import { routeLabel } from '../../../src/core/outcomes/route-class.ts'

it.each([
  ['POST', '/v1/chat/completions', 'POST /v1/chat/completions'],
  ['POST', '/v1/chat/completions?stream=true', 'POST /v1/chat/completions'],
  ['POST', '/v1/embeddings', 'POST /v1/embeddings'],
  ['GET', '/', 'GET /'],
  ['GET', '/v2/models/silero/infer', 'GET /v2/models/silero'],
  ['GET', '/v1/files/file-abc123456', 'GET /v1/files/*'],
  ['GET', `/v1/${'x'.repeat(40)}`, 'GET /v1/*'],
  ['GET', '?x=1', 'GET /'],
])('the class of %s %s is %s', (method, path, label) => {
  expect(routeLabel(method, path)).toBe(label)
})
