import { parseJson } from '../../core/json.ts'
import { AdminError } from './admin-error.ts'
import { describeIssues, type SafeParsed } from './schema.ts'

/** Returns a parsed value, or throws the answer that says what is wrong with it. */
export function parsed<Value>(result: SafeParsed<Value>): Value {
  if (result.success) return result.data
  throw new AdminError('invalid_request', describeIssues(result.error))
}

/** Returns the document in a body; an empty body is an empty document. */
export function documentIn(body: string): unknown {
  if (body.trim() === '') return {}
  const document = parseJson(body)
  if (document === undefined) throw new AdminError('invalid_request', 'the body is not JSON')
  return document
}
