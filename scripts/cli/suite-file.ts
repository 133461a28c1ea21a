import { existsSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'
import * as z from 'zod/mini'
import { parseJson } from '../../src/core/json.ts'
import { ok, refuse, type Result } from '../../src/core/result.ts'
import { suiteDocument } from '../../src/control-plane/verification/suite-schema.ts'
import type { CommandBodies } from './admin-client.ts'
import { failure, type Failure } from './failure.ts'

/** The suite of a verification, as the router takes it. */
type SentSuite = Pick<CommandBodies['verify'], 'suite' | 'document'>

/**
 * Returns the suite that `--suite` names. A file is stored under its own name, without `.json`; a
 * text that is no file is the name of a stored suite.
 */
export function suiteNamed(text: string | undefined): Result<SentSuite, Failure> {
  if (text === undefined) return ok({})
  if (!existsSync(text) && !/[./\\]/.test(text)) return ok({ suite: text })
  const content = contentOf(text)
  if (content === undefined) return refuse(badSuite(`${text} cannot be read.`))
  const parsed = suiteDocument.safeParse(parseJson(content))
  if (!parsed.success) {
    const problems = z.prettifyError(parsed.error)
    return refuse(badSuite(`${text} is not a suite of golden requests:\n${problems}`))
  }
  // The document as it was written, which the router parses too.
  const document: NonNullable<SentSuite['document']> = JSON.parse(content)
  return ok({ suite: nameOf(text), document })
}

function contentOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    // The file is missing or is a folder, which the caller reports.
    return undefined
  }
}

function nameOf(path: string): string {
  return basename(path)
    .replace(/\.json$/i, '')
    .replaceAll(/[^\w.-]/g, '-')
}

function badSuite(message: string): Failure {
  const hint =
    'A suite: {"cases":[{"name":"refund","request":{"path":"/predict","body":{}},"expect":{"json":{"label":"billing"}}}]}'
  return failure('bad_suite', message, hint)
}
