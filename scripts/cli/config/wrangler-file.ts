import { existsSync, readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { parse, TomlError } from 'smol-toml'
import { isRecord } from '../../../src/core/json.ts'
import { ok, refuse, type Result } from '../../../src/core/result.ts'
import { projectFolder } from '../../dev/paths.ts'
import { failure, type Failure } from '../failure.ts'

/** A table of TOML. */
export type Table = Readonly<Record<string, unknown>>

/** A `wrangler.toml`, as text and as the document that it holds. */
export interface WranglerFile {
  readonly path: string
  readonly folder: string
  readonly text: string
  readonly document: Table
}

/**
 * Reads the file that `--config` names, else the `wrangler.toml` of the folder in which the command
 * runs, else that of the project.
 */
export function readWranglerFile(named: string | undefined): Result<WranglerFile, Failure> {
  const path = [named, 'wrangler.toml', `${projectFolder}wrangler.toml`]
    .filter((each) => each !== undefined)
    .map((each) => resolve(each))
    .find((each) => each === resolve(named ?? '') || existsSync(each))
  if (path === undefined || !existsSync(path)) {
    const message = `There is no ${named ?? 'wrangler.toml in this folder'}.`
    return refuse(failure('no_config', message, 'Run the command in the folder of the router.'))
  }
  const text = textIn(path)
  if (text === undefined) {
    return refuse(failure('no_config', `${path} cannot be read as a text in UTF-8.`))
  }
  const document = parsed(text)
  if (!document.ok) {
    return refuse(failure('no_config', `${path} is not valid TOML: ${document.refusal}`))
  }
  return ok({ path, folder: dirname(path), text, document: document.value })
}

/** Another encoding would not come back as it was when the file is written. */
function textIn(path: string): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(readFileSync(path))
  } catch {
    // A folder, or a file that this user may not read, or bytes that are no UTF-8.
    return undefined
  }
}

/** Parses TOML; refuses with the place and the reason. */
export function parsed(text: string): Result<Table, string> {
  try {
    return ok(parse(text))
  } catch (error) {
    if (!(error instanceof TomlError)) throw error
    const reason = error.message.split('\n')[0]?.replace('Invalid TOML document: ', '')
    return refuse(`line ${error.line}, column ${error.column}: ${reason}`)
  }
}

/** Returns a table below a document; an empty one when there is none. */
export function tableAt(document: Table, ...path: readonly string[]): Table {
  let found: unknown = document
  for (const key of path) found = isRecord(found) ? found[key] : undefined
  return isRecord(found) ? found : {}
}

/** Returns the keys of the environment: wrangler inherits neither variables nor bindings. */
export function scopeOf({ document }: WranglerFile, env: string | undefined): Table {
  return env === undefined ? document : tableAt(document, 'env', env)
}

/** Returns the environments of a file. */
export function environmentsIn({ document }: WranglerFile): readonly string[] {
  return Object.keys(tableAt(document, 'env'))
}

/** Returns the patterns of the routes, which an environment without its own inherits. */
export function routesOf(file: WranglerFile, env: string | undefined): readonly string[] {
  const scope = scopeOf(file, env)
  const [routes, route] = ['routes', 'route'].map((key) => scope[key] ?? file.document[key])
  const all: readonly unknown[] = Array.isArray(routes) ? routes : [route]
  return all.flatMap((one) => {
    const pattern = isRecord(one) ? one['pattern'] : one
    return typeof pattern === 'string' ? [pattern] : []
  })
}
