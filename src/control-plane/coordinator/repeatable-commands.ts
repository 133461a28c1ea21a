import { AnsweredCommands } from './answered-commands.ts'
import type { Answered, CommandKey } from './command-key.ts'

/** Stores the answer to a command that is being carried out. */
export type Keep<Answer> = (answer: Answer) => void

/** Carries out each command once, however often it is sent under its key. */
export class RepeatableCommands<Answer> {
  readonly #answered: AnsweredCommands<Answer>

  constructor(sql: SqlStorage) {
    this.#answered = new AnsweredCommands(sql)
  }

  /**
   * Carries out a command, or returns the answer that it has. `carryOut` calls `keep` without an
   * `await` after its decision, and may call it again with an answer that is more complete.
   */
  async answer(
    key: CommandKey | undefined,
    carryOut: (keep: Keep<Answer>) => Promise<Answer>
  ): Promise<Answered<Answer>> {
    if (key === undefined) {
      return { kind: 'answer', answer: await carryOut(() => undefined), isRepeated: false }
    }
    const known = this.#answered.begin(key, Date.now())
    if (known.kind === 'refused') return known
    if (known.kind === 'answered') return { kind: 'answer', answer: known.answer, isRepeated: true }
    try {
      const keep = (answer: Answer) => this.#answered.keep(key, answer, Date.now())
      return { kind: 'answer', answer: await carryOut(keep), isRepeated: false }
    } finally {
      this.#answered.end(key)
    }
  }
}
