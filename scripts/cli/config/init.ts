import {
  accessSync,
  constants,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { ok, refuse } from '../../../src/core/result.ts'
import type { Outcome } from '../commands.ts'
import { failure } from '../failure.ts'
import { localSecretsOf } from './check-secrets.ts'
import { editedFile, type Edited } from './edited-file.ts'
import { labelsOf, type NewModel } from './model-block.ts'
import { readWranglerFile, type WranglerFile } from './wrangler-file.ts'

/** Options of `bluegreen init`. */
export interface InitFlags {
  readonly path?: string
  readonly blue: string
  readonly green: string
  readonly blueRelease?: string
  readonly greenRelease?: string
  readonly header?: Readonly<Record<string, string>>
  readonly health?: string
  readonly env?: string
  readonly config?: string
  readonly removeDemo?: true
}

/** Writes a model into `wrangler.toml`, and says what comes next. Never changes a model that is there. */
export async function init(name: string, flags: InitFlags): Outcome {
  const read = readWranglerFile(flags.config)
  if (!read.ok) return read
  const file = read.value
  const { env, removeDemo } = flags
  const model = modelOf(name, flags)
  const edited = editedFile(file.text, { model, env, removesDemo: removeDemo === true })
  if (!edited.ok) {
    return refuse(failure('config_refused', edited.refusal, `${file.path} is as it was.`))
  }
  const problem = replaceFile(file.path, edited.value.text)
  if (problem !== undefined) {
    const message = `${file.path} cannot be written: ${problem}`
    return refuse(failure('config_refused', message, 'It is as it was.'))
  }
  const text = stepsAfter(file, model, edited.value, env)
  return ok({ text, json: { file: file.path, model, env, removed: edited.value.removed } })
}

/** Writes a file as a whole or not at all, also on a full disk. Returns why it could not be written. */
function replaceFile(path: string, text: string): string | undefined {
  const target = realpathSync(path)
  const next = `${target}.${process.pid}`
  try {
    accessSync(target, constants.W_OK)
    writeFileSync(next, text, { flag: 'wx', mode: statSync(target).mode })
    renameSync(next, target)
    return undefined
  } catch (error) {
    const isOfOthers = error instanceof Error && 'code' in error && error.code === 'EEXIST'
    if (!isOfOthers) rmSync(next, { force: true })
    return error instanceof Error ? error.message : String(error)
  }
}

function modelOf(name: string, flags: InitFlags): NewModel {
  const { path = `/${name}`, blue, green, header = {}, health } = flags
  const [blueLabel, greenLabel] = labelsOf(blue, green)
  return {
    name,
    path,
    blue: { origin: blue, release: flags.blueRelease ?? blueLabel },
    green: { origin: green, release: flags.greenRelease ?? greenLabel },
    headers: header,
    health,
  }
}

function stepsAfter(
  file: WranglerFile,
  { name, headers }: NewModel,
  { block, removed, demo }: Edited,
  env: string | undefined
): string {
  const flag = env === undefined ? '' : ` --env ${env}`
  const secrets = [...new Set(Object.values(headers))]
  const local = localSecretsOf(file, env)
  const unset = secrets.filter((secret) => local.values?.[secret] === undefined)
  return [
    `Written into ${file.path}:`,
    ...block.split('\n').map((line) => `  ${line}`),
    ...(removed.length === 0 ? [] : [`Removed the models of the demo: ${removed.join(', ')}.`]),
    ...(demo.length === 0
      ? []
      : [
          `The models of the demo are still there: ${demo.join(', ')}. A deploy needs the file without them: \`init\` removes them with --remove-demo, or remove their tables.`,
        ]),
    ...(unset.length === 0
      ? []
      : [
          `Set the ${unset.length === 1 ? 'secret' : 'secrets'} that the headers name:`,
          ...unset.flatMap((secret) => [
            `  here        add the line ${secret}=<value> to ${file.folder}/${local.name}`,
            `  deployed    npx wrangler secret put ${secret}${flag}`,
          ]),
        ]),
    'Next:',
    `  npx bluegreen check${flag}`,
    env === undefined
      ? `  npx bluegreen dev            the router with ${name}, on this machine`
      : `  npm run deploy --${flag}`,
  ].join('\n')
}
