import type { Result } from '../../src/core/result.ts'
import type { Color } from '../../src/core/routing/color.ts'
import type { Outcome, Report } from './commands.ts'
import { connectionOf, type Connection, type ConnectionOptions } from './connection.ts'
import type { Failure } from './failure.ts'
import type { Named } from './parse-arguments.ts'
import { printAside } from './screen/print.ts'

/** Flags of every command. */
export interface CommonFlags extends ConnectionOptions {
  readonly json?: true
  /** The form of the output; `json` is the same as the flag. */
  readonly output?: 'text' | 'wide' | 'json' | 'csv'
  readonly model?: string
  /** Address of the router, before `url`. */
  readonly router?: string
}

/** Receives the outcome of a command. */
export type Tell = (outcome: Result<Report, Failure>, json: boolean) => void

/** Returns the address of the router that the flags name; undefined when they name none. */
type AddressOf<Flags> = (flags: Flags) => string | undefined

/** Makes actions for commander out of commands. Each hands its outcome to `tell`. */
export function actionsOf(tell: Tell) {
  async function run<Flags extends CommonFlags>(
    given: Flags,
    command: (connection: Connection, flags: Flags) => Outcome,
    addressOf: AddressOf<Flags> = ({ router, url }) => router ?? url
  ): Promise<void> {
    const flags = given.output === 'json' ? { ...given, json: true as const } : given
    const connection = connectionOf({ ...flags, url: addressOf(flags) }, process.env)
    if (connection.ok && connection.value.warning !== undefined) {
      printAside(connection.value.warning)
    }
    tell(connection.ok ? await command(connection.value, flags) : connection, flags.json === true)
  }
  return {
    /** The action of a command with the arguments `[model]`. */
    onModel:
      <Flags extends CommonFlags>(
        command: (connection: Connection, flags: Flags) => Outcome,
        addressOf?: AddressOf<Flags>
      ) =>
      (model: string | undefined, flags: Flags) =>
        run(withModel(flags, model), command, addressOf),
    /** The action of a command that names a model, a color, or both. */
    onColor:
      <Flags extends CommonFlags>(
        command: (connection: Connection, color: Color | undefined, flags: Flags) => Outcome
      ) =>
      ({ model, color }: Named = {}, flags: Flags) =>
        run(withModel(flags, model), (connection, all) => command(connection, color, all)),
    /** The action of a command that names what it is about in words of its own. */
    onWords:
      <Words extends object, Flags extends CommonFlags>(
        command: (connection: Connection, words: Partial<Words>, flags: Flags) => Outcome
      ) =>
      (words: Words | undefined, flags: Flags) =>
        run(flags, (connection, all) => command(connection, words ?? {}, all)),
    /** The action of a command with one word as its argument, which may be left out. */
    onWord:
      <Flags extends CommonFlags>(
        command: (connection: Connection, word: string | undefined, flags: Flags) => Outcome
      ) =>
      (word: string | undefined, flags: Flags) =>
        run(flags, (connection, all) => command(connection, word, all)),
    /** The action of a command with a number as its argument. */
    onNumber:
      <Flags extends CommonFlags>(
        command: (connection: Connection, number: number, flags: Flags) => Outcome
      ) =>
      (number: number, flags: Flags) =>
        run(flags, (connection, all) => command(connection, number, all)),
  }
}

/** The option wins over the argument. */
function withModel<Flags extends CommonFlags>(flags: Flags, model: string | undefined): Flags {
  return model === undefined || flags.model !== undefined ? flags : { ...flags, model }
}
