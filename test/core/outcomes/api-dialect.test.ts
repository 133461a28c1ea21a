import { describe, expect, it } from 'vitest'
import { dialectOf, errorBody, type RouterError } from '../../../src/core/outcomes/api-dialect.ts'

describe('the dialect of a path', () => {
  it.each([
    ['/v1/chat/completions', 'openai'],
    ['/v1/models', 'openai'],
    ['/v1/completions?x=1', 'openai'],
    ['/v1/messages', 'anthropic'],
    ['/v1/messages?beta=true', 'anthropic'],
    ['/v1/messages/count_tokens', 'anthropic'],
    ['/v1/messages/batches/b1/results', 'anthropic'],
    ['/v1/complete', 'anthropic'],
    ['/v1/messages2', 'openai'],
    ['/v1/threads/t/messages', 'openai'],
    ['/nothing/v1/chat/completions', 'openai'],
    ['/nothing/v1/messages', 'anthropic'],
    ['/v1', 'plain'],
    ['/v10/messages', 'plain'],
    ['/api/chat', 'plain'],
    ['/api/chat?next=/v1/messages', 'plain'],
    ['/v2/models/m/infer', 'plain'],
    ['/', 'plain'],
    ['', 'plain'],
  ])('%s is %s', (path, dialect) => {
    expect(dialectOf(path)).toBe(dialect)
  })
})

describe('an error of the router’s own', () => {
  const unknown: RouterError = { code: 'unknown_model', status: 404, message: 'no such model' }
  const late: RouterError = { code: 'origin_timeout', status: 504, message: 'too late' }

  it('is an error object for OpenAI', () => {
    expect(errorBody('openai', late)).toEqual({
      error: { message: 'too late', type: 'server_error', param: null, code: 'origin_timeout' },
    })
    expect(errorBody('openai', unknown)).toMatchObject({ error: { type: 'invalid_request_error' } })
  })

  it('is a typed error for Anthropic', () => {
    expect(errorBody('anthropic', late)).toEqual({
      type: 'error',
      error: { type: 'api_error', message: 'too late' },
    })
    expect(errorBody('anthropic', unknown)).toMatchObject({ error: { type: 'not_found_error' } })
  })

  it('is a string for Ollama and the Open Inference Protocol', () => {
    expect(errorBody('plain', late)).toEqual({ error: 'too late', code: 'origin_timeout' })
  })
})
