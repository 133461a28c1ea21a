import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { stripVTControlCharacters } from 'node:util'
import { isRecord, parseJson } from '../../src/core/json.ts'
import { parsePointer, pointerKeyOf, type Pointer } from '../../src/core/routing/pointer.ts'
import { ok, refuse, type Result } from '../../src/core/result.ts'
import { pathsOf, projectFolder } from '../dev/paths.ts'
import { quietWrangler, wranglerNode, wranglerScript } from '../dev/wrangler.ts'
import { failure, type Failure } from './failure.ts'

/**
 * The KV to use: that of the local stack with this router port, or of the deployment of
 * `wrangler.toml` or of one of its environments.
 */
export type KvTarget =
  | { readonly kind: 'local'; readonly routerPort: number }
  | { readonly kind: 'remote'; readonly env: string | undefined }

/** Output of `wrangler kv key get` for a missing key. Its exit code is 0. */
const NOT_FOUND = 'Value not found'

const KEY_PREFIX = pointerKeyOf('')

/** Returns the model of an entry of the list; nothing for an entry without a name. */
function modelOfKey(entry: unknown): readonly string[] {
  const name = isRecord(entry) ? entry['name'] : undefined
  return typeof name === 'string' ? [name.slice(KEY_PREFIX.length)] : []
}

/** Returns the names of the models that have a pointer in KV. */
export async function modelsInKv(target: KvTarget): Promise<Result<readonly string[], Failure>> {
  const listed = await wranglerKv(target, ['list', '--prefix', KEY_PREFIX])
  if (!listed.ok) return listed
  const keys = parseJson(listed.value)
  if (!Array.isArray(keys)) return refuse(unreadable('The list of keys', listed.value))
  return ok(keys.flatMap(modelOfKey))
}

export async function readPointer(
  target: KvTarget,
  model: string
): Promise<Result<Pointer, Failure>> {
  const read = await wranglerKv(target, ['get', pointerKeyOf(model), '--text'])
  if (!read.ok) return read
  if (read.value.trim() === NOT_FOUND) return refuse(await noPointer(target, model))
  const pointer = parsePointer(parseJson(read.value))
  return pointer === undefined ? refuse(unreadable(pointerKeyOf(model), read.value)) : ok(pointer)
}

/**
 * Writes a pointer. Author and reason go into the key's metadata, because the pointer has no field
 * for them.
 */
export async function writePointer(
  target: KvTarget,
  model: string,
  pointer: Pointer,
  cause: { readonly by: string; readonly reason: string }
): Promise<Result<string, Failure>> {
  const written = JSON.stringify(pointer)
  const metadata = JSON.stringify(cause)
  return wranglerKv(target, ['put', pointerKeyOf(model), written, '--metadata', metadata])
}

async function wranglerKv(
  target: KvTarget,
  command: readonly string[]
): Promise<Result<string, Failure>> {
  if (!existsSync(wranglerScript)) return refuse(wranglerNeeded)
  const args = [
    wranglerScript,
    'kv',
    'key',
    ...command,
    '--binding',
    'POINTERS',
    ...flagsOf(target),
  ]
  const { failed, stdout, stderr } = await run(args)
  if (failed === null) return ok(stdout)
  const words = stripVTControlCharacters(stderr.trim() || stdout.trim() || failed.message)
  const message = `wrangler could not reach KV:\n${words}`
  const hint =
    target.kind === 'local'
      ? 'Break-glass on this machine needs the state of a local stack: npm start'
      : 'Sign in with `wrangler login` or CLOUDFLARE_API_TOKEN, or change the key in the dashboard.'
  return refuse(failure('kv_unreachable', message, hint))
}

interface Ran {
  /** Set when wrangler could not be started, or ended with another code than 0. */
  readonly failed: Error | null
  readonly stdout: string
  readonly stderr: string
}

function run(args: readonly string[]): Promise<Ran> {
  const options = { cwd: projectFolder, env: { ...process.env, ...quietWrangler } }
  return new Promise((resolve) => {
    execFile(wranglerNode, args, options, (failed, stdout, stderr) =>
      resolve({ failed, stdout, stderr })
    )
  })
}

const wranglerNeeded = failure(
  'no_checkout',
  'wrangler is not here, with which break-glass writes into KV.',
  'Run npm install and npx bluegreen in a checkout of the router, or change the key in the dashboard of Cloudflare.'
)

function flagsOf(target: KvTarget): readonly string[] {
  // wrangler warns about environments unless one is named; an empty name is the top level.
  if (target.kind === 'remote') return ['--remote', '--env', target.env ?? '']
  const { state, wranglerConfig } = pathsOf(target.routerPort)
  return ['--local', '--persist-to', state, '--config', wranglerConfig]
}

async function noPointer(target: KvTarget, model: string): Promise<Failure> {
  const models = await modelsInKv(target)
  const known = models.ok && models.value.length > 0 ? models.value.join(', ') : 'none'
  const message = `KV holds no pointer of ${model}; it holds those of: ${known}.`
  return failure('unknown_model', message)
}

function unreadable(what: string, text: string): Failure {
  const message = `${what} in KV is not a pointer document: ${text.trim().slice(0, 200)}`
  return failure('no_pointer', message)
}
