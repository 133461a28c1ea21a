/** The `Idempotency-Key` of a command, and the hash of all that the command asks for. */
export interface CommandKey {
  readonly key: string
  readonly fingerprint: string
}

/** A key was used for another command, or its command has no answer yet. */
export type KeyRefusal = 'idempotency_key_reused' | 'command_in_progress'

/** The answer to a command, and whether it was given before. */
export type Answered<Answer> =
  | { readonly kind: 'answer'; readonly answer: Answer; readonly isRepeated: boolean }
  | { readonly kind: 'refused'; readonly refusal: KeyRefusal }
