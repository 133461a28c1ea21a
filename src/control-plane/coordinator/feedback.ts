import { env } from 'cloudflare:workers'
import { signingSecretOf } from '../../core/access/signing-secret.ts'
import { tagKeyOf } from '../../core/outcomes/call-tag.ts'
import type { HashKey } from '../../core/outcomes/half-sip-hash.ts'
import {
  isAuthentic,
  parseCallId,
  type CallOrigin,
  type Tagging,
} from '../../core/outcomes/call-id.ts'

/** The key of the tags in call ids. */
const tagKey = tagKeyOf(signingSecretOf(env))

/** Maximum number of graded calls that are remembered; the oldest are forgotten first. */
export const MAX_GRADED = 20_000

/** A caller's or grader's judgement of one call. */
export interface Grade {
  /** The id of the call. */
  readonly call: string
  readonly ok: boolean
  /** Name of the graded quality. */
  readonly quality: string
}

/**
 * The result of a grade. `unknown_call`: the router did not make the id for a call of this model.
 */
export type GradeResult = 'counted' | 'already_graded' | 'call_out_of_date' | 'unknown_call'

/** Counts a grade in the evidence; false when the evidence began after the call. */
type Count = (call: CallOrigin, grade: Grade) => boolean

/**
 * The grades of calls: one for each call, by ids that only the router can make. The graded calls
 * are in a table, so that an eviction loses none.
 */
export class Feedback {
  readonly #sql: SqlStorage
  readonly #tagging: Tagging

  constructor(sql: SqlStorage, model: string, key: HashKey = tagKey) {
    this.#sql = sql
    this.#tagging = { key, model }
    sql.exec('CREATE TABLE IF NOT EXISTS graded (sequence INTEGER PRIMARY KEY, call TEXT UNIQUE)')
  }

  take(grade: Grade, count: Count): GradeResult {
    const call = parseCallId(grade.call)
    if (call === undefined || !isAuthentic(grade.call, this.#tagging)) return 'unknown_call'
    if (this.#isGraded(grade.call)) return 'already_graded'
    if (!count(call, grade)) return 'call_out_of_date'
    this.#remember(grade.call)
    return 'counted'
  }

  #isGraded(call: string): boolean {
    return this.#sql.exec('SELECT 1 FROM graded WHERE call = ?', call).toArray().length > 0
  }

  #remember(call: string): void {
    this.#sql.exec('INSERT INTO graded (call) VALUES (?)', call)
    const oldest = '(SELECT MAX(sequence) FROM graded) - ?'
    this.#sql.exec(`DELETE FROM graded WHERE sequence <= ${oldest}`, MAX_GRADED)
  }
}
