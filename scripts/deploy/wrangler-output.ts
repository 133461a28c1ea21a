import * as z from 'zod/mini'
import { parseJson } from '../../src/core/json.ts'

/** What a run of `wrangler deploy` wrote into the file that WRANGLER_OUTPUT_FILE_PATH names. */
export interface WranglerOutput {
  /** The version that was uploaded; undefined when there was no upload. */
  readonly version: string | undefined
  readonly worker: string | undefined
  /** Where the Worker is reached, in wrangler's words. */
  readonly targets: readonly string[]
  /** Why wrangler failed. */
  readonly problem: string | undefined
}

const deployEntry = z.object({
  type: z.literal('deploy'),
  worker_name: z.nullish(z.string()),
  version_id: z.nullish(z.string()),
  targets: z.nullish(z.array(z.string())),
})
const failedEntry = z.object({ type: z.literal('command-failed'), message: z.string() })

/** Parses the output file: one JSON document a line, of kinds that a later wrangler may add to. */
export function parseWranglerOutput(text: string): WranglerOutput {
  const entries = text.split('\n').map((line) => parseJson(line))
  const deployed = entries.map((entry) => deployEntry.safeParse(entry).data).find(Boolean)
  const failed = entries.map((entry) => failedEntry.safeParse(entry).data).find(Boolean)
  return {
    version: deployed?.version_id ?? undefined,
    worker: deployed?.worker_name ?? undefined,
    targets: deployed?.targets ?? [],
    problem: failed?.message,
  }
}
