import { parseArgs } from 'node:util'
import { z } from 'zod'

/** Command-line flags of a model server. */
export type Flags<Version extends string> = {
  readonly port: number
  readonly version: Version
  /** Minimum load time in milliseconds. */
  readonly loadMs: number
}

/** Reads the flags. Prints one line and exits with code 1 when they are invalid. */
export function readFlags<const Version extends string>(
  versions: readonly [Version, ...Version[]],
  port: number
): Flags<Version> {
  const schema = z.object({
    port: z.coerce.number().int().min(1).max(65_535).default(port),
    version: z.enum(versions).default(versions[0]),
    'load-ms': z.coerce.number().min(0).default(0),
  })
  try {
    const text = { type: 'string' } as const
    const { values } = parseArgs({ options: { port: text, version: text, 'load-ms': text } })
    const flags = schema.parse(values)
    return { port: flags.port, version: flags.version, loadMs: flags['load-ms'] }
  } catch (error) {
    console.error(messageOf(error))
    return process.exit(1)
  }
}

function messageOf(error: unknown): string {
  if (!(error instanceof z.ZodError)) return error instanceof Error ? error.message : String(error)
  return error.issues.map((issue) => `--${issue.path.join('.')}: ${issue.message}`).join('; ')
}
