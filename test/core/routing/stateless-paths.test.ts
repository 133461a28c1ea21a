import { describe, expect, it } from 'vitest'
import { isStateful, isStateless } from '../../../src/core/routing/stateless-paths.ts'

const none = { stateful: [], stateless: [] }

describe('isStateless', () => {
  it.each([
    '/v1/chat/completions',
    '/v1/completions?stream=true',
    '/openai/deployments/gpt/chat/completions?api-version=2024-10-21',
    '/v1/embeddings',
    '/v1/audio/transcriptions',
    '/v1/images/generations',
    '/v1/messages',
    '/v1/messages/count_tokens',
    '/v1beta/models/gemini:streamGenerateContent?alt=sse',
    '/api/chat',
    '/api/generate',
    '/generate_stream',
    '/rerank',
    '/v1/models/m:predict',
    '/v2/models/m/versions/1/infer',
    '/invocations',
  ])('knows %s', (path) => {
    expect(isStateless(path, none)).toBe(true)
  })

  it.each([
    '/v1/responses',
    '/v1/responses/resp_1',
    '/v1/threads/t_1/messages',
    '/messages?session_id=1',
    '/v1/files',
    '/v1/batches',
    '/mcp',
    '/v1/models',
    '/',
    '/v1/fine_tuning/jobs',
    '/precompletions',
  ])('does not take %s for stateless', (path) => {
    expect(isStateless(path, none)).toBe(false)
  })

  it('follows the operator, who may say that state lives on a known path', () => {
    const paths = { stateful: ['/v1/chat'], stateless: ['/own'] }

    expect(isStateless('/v1/chat/completions', paths)).toBe(false)
    expect(isStateless('/own/model?x=1', paths)).toBe(true)
    expect(isStateless('/owner', paths)).toBe(false)
  })
})

describe('isStateful', () => {
  it.each([
    ['/v1/files', true],
    ['/v1/files/f_1?x', true],
    ['/v1/files_of', false],
    ['/v1', false],
  ])('says of %s: %s', (path, expected) => {
    expect(isStateful(path, { stateful: ['/v1/files'], stateless: [] })).toBe(expected)
  })

  it('is false without a setting', () => {
    expect(isStateful('/v1/files', none)).toBe(false)
  })
})
