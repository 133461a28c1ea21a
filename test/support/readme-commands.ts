import type { Command, Option } from 'commander'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { documentsOf } from './readme-links.ts'

/** Arguments of `npm run`, by script, when it runs the command line. */
type Shortcuts = Readonly<Record<string, readonly string[]>>

/**
 * Returns one sentence for each command line of a document, in a code block or in backticks, that names
 * a command or an option that `bluegreen` does not have, or gives too many arguments.
 */
export function wrongCommandsIn(root: string, bluegreen: Command): readonly string[] {
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const shortcuts = shortcutsIn(scripts)
  return documentsOf(root).flatMap((document) =>
    linesIn(readFileSync(join(root, document), 'utf8'))
      .flatMap(commandsIn)
      .flatMap((words) => mistakeIn(words, shortcuts, bluegreen) ?? [])
      .map((mistake) => `${document}: ${mistake}`)
  )
}

function shortcutsIn(scripts: Readonly<Record<string, string>>): Shortcuts {
  return Object.fromEntries(
    Object.entries(scripts).flatMap(([name, script]) => {
      const [, rest] = /scripts\/cli\/main\.ts(.*)$/.exec(script) ?? []
      return rest === undefined ? [] : [[name, rest.split(' ').filter(Boolean)]]
    })
  )
}

/** Returns the lines of code blocks, a continued line as one, and the code in the text. */
function linesIn(text: string): readonly string[] {
  const blocks = [...text.matchAll(/^```\w*\n([\s\S]*?)^```/gm)].map(([, block = '']) => block)
  const inline = text.replaceAll(/^```[\s\S]*?^```/gm, '').matchAll(/`([^`\n]+)`/g)
  return [
    ...blocks.flatMap((block) => block.replaceAll(/\\\n/g, ' ').split('\n')),
    ...[...inline].map(([, code = '']) => code),
  ]
}

/** Returns the words of each command of a line, without a comment, a prompt and variables. */
function commandsIn(line: string): readonly (readonly string[])[] {
  const words = line.match(/(?:"[^"]*"|'[^']*'|[^\s"'])+/g) ?? []
  const comment = words.findIndex((word) => word.startsWith('#'))
  const commands: string[][] = [[]]
  for (const word of comment === -1 ? words : words.slice(0, comment)) {
    if (['&&', '||', '|', ';', '>'].includes(word)) commands.push([])
    else commands.at(-1)?.push(word)
  }
  return commands.map((command) =>
    command.slice(command.findIndex((word) => !/^(\$|-|run:|npx|[A-Z_]+=.*)$/.test(word)))
  )
}

function mistakeIn(
  words: readonly string[],
  shortcuts: Shortcuts,
  bluegreen: Command
): string | undefined {
  const args = argumentsOf(words, shortcuts)
  if (typeof args === 'string' || args === undefined) return args
  return mistakeOf(bluegreen, args)
}

/** Returns the arguments of `bluegreen`; undefined for another program, a sentence for a mistake. */
function argumentsOf(
  [program, ...rest]: readonly string[],
  shortcuts: Shortcuts
): readonly string[] | string | undefined {
  if (program === 'bluegreen' && rest.length > 0) return rest
  if (program !== 'npm' || rest[0] !== 'run') return undefined
  const [script = '', ...args] = rest.slice(1).filter((word) => !/^(-s|--silent)$/.test(word))
  const own = shortcuts[script]
  if (own === undefined) return undefined
  const given = args[0] === '--' ? args.slice(1) : args
  const swallowed = given === args ? given.find((word) => word.startsWith('-')) : undefined
  return swallowed === undefined
    ? [...own, ...given]
    : `npm run ${script} needs -- before ${swallowed}`
}

function mistakeOf(command: Command, args: readonly string[]): string | undefined {
  const [first = '', ...rest] = args
  if (command.commands.length > 0 && !/^(--help|…|<.*>)$/.test(first)) {
    const below = command.commands.find((one) => [one.name(), ...one.aliases()].includes(first))
    return below === undefined
      ? `${command.name()} has no command ${first}`
      : mistakeOf(below, rest)
  }
  const operands: string[] = []
  for (let index = 0; index < args.length; index++) {
    const word = args[index] ?? ''
    if (!/^-./.test(word)) {
      if (word !== '…') operands.push(word)
      continue
    }
    if (word === '--help') continue
    const option = optionOf(command, word)
    if (option === undefined) return `bluegreen ${command.name()} has no option ${word}`
    if (option.required && !word.includes('=')) index++
  }
  const most = command.registeredArguments.length
  if (operands.length <= most || command.registeredArguments.at(-1)?.variadic) return undefined
  return `bluegreen ${command.name()} takes ${most} arguments: ${operands.join(' ')}`
}

function optionOf(command: Command, word: string): Option | undefined {
  const name = word.split('=')[0]
  return command.options.find(({ long, short }) => long === name || short === name)
}
