import { type Command, Argument } from 'commander'
import { ok } from '../../../src/core/result.ts'
import { adminClient } from '../admin-client.ts'
import type { Report } from '../commands.ts'
import { connectionOf } from '../connection.ts'
import type { Tell } from '../run-command.ts'
import { shells, type Shell } from './shells.ts'
import { suggestionsFor, valueIn, type Suggestion } from './suggest.ts'

/** Longest wait for the names of the models: somebody has pressed a key. */
const TIMEOUT_MS = 1_000

const help = `
To have it in each shell:
  bash  echo 'source <(bluegreen completion bash)' >> ~/.bashrc
  zsh   echo 'source <(bluegreen completion zsh)' >> ~/.zshrc      (after compinit)
  fish  bluegreen completion fish > ~/.config/fish/completions/bluegreen.fish

The names of the models come from the router of the command, by its options and variables; without one there are none.`

/** Adds the command that prints a completion, and the hidden one that completions ask. */
export function addCompletion(bluegreen: Command, tell: Tell): void {
  bluegreen
    .command('completion')
    .description('print the completion for a shell')
    .addArgument(new Argument('<shell>', 'bash, zsh or fish').choices(Object.keys(shells)))
    .addHelpText('after', help)
    .action((shell: Shell) => tell(ok({ text: shells[shell], json: undefined }), false))

  bluegreen
    .command('complete', { hidden: true })
    .argument('[words...]')
    .action(async (words: readonly string[]) => {
      const text = await linesFor(bluegreen, words.slice(0, -1), words.at(-1) ?? '')
      tell(ok({ text, json: undefined } satisfies Report), false)
    })
}

async function linesFor(
  bluegreen: Command,
  before: readonly string[],
  current: string
): Promise<string> {
  const { words, isModel, isFile } = suggestionsFor(bluegreen, before, current)
  if (isFile) return ':files'
  const models = isModel ? await modelsOf(before) : []
  const named = models.filter((name) => name.startsWith(current))
  return [...named.map((word) => ({ word, about: 'model' })), ...words].map(lineOf).join('\n')
}

function lineOf({ word, about }: Suggestion): string {
  return about === '' ? word : `${word}\t${about.replaceAll(/\s+/g, ' ')}`
}

/** Asks the router of the command for its models. None when it does not answer in time. */
async function modelsOf(words: readonly string[]): Promise<readonly string[]> {
  const address = words[0] === 'stage' ? ['--router'] : ['--router', '--url']
  const options = {
    url: valueIn(words, address),
    token: valueIn(words, ['--token']),
    tokenFile: valueIn(words, ['--token-file']),
  }
  const connection = connectionOf(options, process.env)
  if (!connection.ok) return []
  const models = await adminClient({ ...connection.value, timeoutMs: TIMEOUT_MS }).models()
  // Nothing that a shell could take for more than a word.
  return models.ok ? models.value.models.map(({ model }) => model).filter(isWord) : []
}

function isWord(name: string): boolean {
  return /^[A-Za-z0-9][\w.-]*$/.test(name)
}
