import type { Argument, Command, Option } from 'commander'

/** A word that may stand at the cursor. */
export interface Suggestion {
  readonly word: string
  readonly about: string
}

/** What may stand at the cursor: words, the name of a model, or the path of a file. */
export interface Suggestions {
  readonly words: readonly Suggestion[]
  readonly isModel: boolean
  readonly isFile: boolean
}

/** What the words before the cursor say. */
interface Reading {
  readonly command: Command
  /** Number of arguments of the command so far. */
  readonly given: number
  /** The option whose value stands at the cursor. */
  readonly open: Option | undefined
}

const nothing: Suggestions = { words: [], isModel: false, isFile: false }

/** Returns what may stand at the cursor, by the program itself. `before` are the words after its name. */
export function suggestionsFor(
  program: Command,
  before: readonly string[],
  current: string
): Suggestions {
  const { command, given, open } = readingOf(program, before)
  const [, flag, begun] = /^(--[a-z-]+)=(.*)$/s.exec(current) ?? []
  if (flag !== undefined) {
    const { words } = valuesOf(optionOf(command, flag))
    const joined = words.map(({ word, about }) => ({ word: `${flag}=${word}`, about }))
    return { ...nothing, words: beginning(joined, `${flag}=${begun}`) }
  }
  if (open !== undefined) {
    const values = valuesOf(open)
    return { ...values, words: beginning(values.words, current) }
  }
  if (current.startsWith('-')) {
    return { ...nothing, words: beginning(optionsOf(command, before), current) }
  }
  const commands = shownOf(command).map((one) => ({ word: one.name(), about: one.description() }))
  if (commands.length > 0) return { ...nothing, words: beginning(commands, current) }
  const args = command.registeredArguments
  const last = args.at(-1)
  const argument = args[given] ?? (last?.variadic === true ? last : undefined)
  const values = argument === undefined ? nothing : wordsOf(argument)
  return { ...values, words: beginning(values.words, current) }
}

/** Returns the value of an option in words, the last one that is given. */
export function valueIn(words: readonly string[], flags: readonly string[]): string | undefined {
  const values = words.flatMap((word, index) => {
    const joined = flags.find((flag) => word.startsWith(`${flag}=`))
    if (joined !== undefined) return [word.slice(joined.length + 1)]
    return flags.includes(word) ? [words[index + 1]] : []
  })
  return values.at(-1)
}

function readingOf(program: Command, words: readonly string[]): Reading {
  return words.reduce<Reading>(
    ({ command, given, open }, word) => {
      if (open?.required === true) return { command, given, open: undefined }
      const option = optionOf(command, word)
      if (option !== undefined)
        return { command, given, open: option.required ? option : undefined }
      if (word.startsWith('-')) return { command, given, open: undefined }
      const next = command.commands.find(
        (one) => one.name() === word || one.aliases().includes(word)
      )
      if (next !== undefined) return { command: next, given: 0, open: undefined }
      return { command, given: given + 1, open: undefined }
    },
    { command: program, given: 0, open: undefined }
  )
}

function optionOf(command: Command, flag: string): Option | undefined {
  return command.options.find(({ long, short }) => flag === long || flag === short)
}

/** The options that are not there yet; one that may be repeated stays. */
function optionsOf(command: Command, before: readonly string[]): readonly Suggestion[] {
  const free = command.options.filter(
    ({ long, short, parseArg }) =>
      parseArg !== undefined || !before.some((word) => word === long || word === short)
  )
  const all = free.map(({ long, short, description }) => ({
    word: long ?? short ?? '',
    about: description,
  }))
  return [...all, { word: '--help', about: 'display help' }]
}

function valuesOf(option: Option | undefined): Suggestions {
  if (option === undefined) return nothing
  const words = (option.argChoices ?? []).map((word) => ({ word, about: '' }))
  const name = /<(.*)>/.exec(option.flags)?.[1] ?? ''
  return { words, isModel: option.long === '--model', isFile: name === 'file' }
}

function wordsOf(argument: Argument): Suggestions {
  const name = argument.name()
  const colors = name.includes('color') ? ['blue', 'green'] : []
  const words = [...(argument.argChoices ?? []), ...colors].map((word) => ({ word, about: '' }))
  return { words, isModel: name.startsWith('model'), isFile: false }
}

function beginning(words: readonly Suggestion[], current: string): readonly Suggestion[] {
  return words.filter(({ word }) => word.startsWith(current))
}

/** The commands that the help shows: it leaves out the hidden ones. */
function shownOf(command: Command): readonly Command[] {
  const isHelp = (one: Command) => one.name() === 'help'
  return command
    .createHelp()
    .visibleCommands(command)
    .filter((one) => !isHelp(one))
}
