import type { RouterErrorCode, routerErrors } from './router-errors.ts'

/** The API family that a path belongs to: it decides how an error of our own must look for its SDK to show it. */
export type Dialect = 'openai' | 'anthropic' | 'plain'

/**
 * The family by the path, wherever the API begins in it: one that belongs to no model has segments before it. Ollama, the
 * Open Inference Protocol and all others are plain.
 */
export function dialectOf(path: string): Dialect {
  const [route = ''] = path.split('?')
  if (/\/v1\/(messages|complete)(\/|$)/.test(route)) return 'anthropic'
  return route.includes('/v1/') ? 'openai' : 'plain'
}

/** An error answer of the router: a code of the catalog, its status, a sentence for the caller. */
export type RouterError = {
  [Code in CodeWithBody]: {
    readonly code: Code
    readonly status: (typeof routerErrors)[Code]['status']
    readonly message: string
  }
}[CodeWithBody]

/** A client that went away gets no body. */
type CodeWithBody = Exclude<RouterErrorCode, 'client_closed_request'>

/** The JSON body of an error in the words of a dialect. */
export function errorBody(dialect: Dialect, { code, status, message }: RouterError): object {
  switch (dialect) {
    case 'openai':
      return {
        error: {
          message,
          type: status < 500 ? 'invalid_request_error' : 'server_error',
          param: null,
          code,
        },
      }
    case 'anthropic':
      return {
        type: 'error',
        error: { type: anthropicTypeOf(status), message },
      }
    case 'plain':
      return { error: message, code }
  }
}

/** @see https://docs.anthropic.com/en/api/errors */
function anthropicTypeOf(status: number): string {
  if (status === 403) return 'permission_error'
  if (status === 404) return 'not_found_error'
  return status < 500 ? 'invalid_request_error' : 'api_error'
}
