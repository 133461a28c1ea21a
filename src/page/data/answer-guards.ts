import type { Changed } from '../../control-plane/admin/answers.ts'
import type { History } from '../../control-plane/admin/history-answers.ts'
import type { Verification } from '../../control-plane/admin/verification-answer.ts'
import { isRecord } from '../../core/json.ts'
import type { Session } from '../../control-plane/admin/session-answer.ts'
import type { Listing } from './shapes.ts'

// The page and the router come from one checkout, so that the shapes are the router's types. The
// guards tell an answer of the router from one of something in front of it.

/** Whether a document is of the expected kind. */
export type Guard<Body> = (document: unknown) => document is Body

export function isSession(document: unknown): document is Session {
  return isRecord(document) && Array.isArray(document['permissions'])
}

export function isListing(document: unknown): document is Listing {
  return isRecord(document) && Array.isArray(document['models'])
}

export function isHistory(document: unknown): document is History {
  return isRecord(document) && Array.isArray(document['entries'])
}

export function isVerification(document: unknown): document is Verification {
  return isRecord(document) && Array.isArray(document['suites'])
}

export function isChanged(document: unknown): document is Changed {
  return isRecord(document) && typeof document['message'] === 'string' && 'revision' in document
}

/** For answers whose body does not matter, or is empty. */
export function isAnswer(document: unknown): document is object | undefined {
  return document === undefined || isRecord(document)
}
