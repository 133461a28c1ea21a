import { vi } from 'vitest'
import type { AdminClient } from '../../../scripts/cli/admin-client.ts'
import type { Status } from '../../../src/control-plane/admin/answers.ts'
import { runBluegreen, type ScriptResult } from '../run-script.ts'

/** An operator at the command line, whose name is anna. */
export interface Operator {
  /** Runs a command of `bluegreen`, which may be refused. */
  readonly tries: (...args: readonly string[]) => Promise<ScriptResult>
  /** Runs a command of `bluegreen` and returns what it prints. Throws when it is refused. */
  readonly runs: (...args: readonly string[]) => Promise<string>
  /** Returns the history without its times, newest first, with single spaces. */
  readonly history: (model: string) => Promise<readonly string[]>
  /** Waits until the status of a model fulfils a condition; throws with the status otherwise. */
  readonly waits: (
    model: string,
    isMet: (status: Status) => boolean,
    timeoutMs?: number
  ) => Promise<Status>
}

export function operatorAt(url: string, client: AdminClient): Operator {
  const tries: Operator['tries'] = (...args) =>
    runBluegreen(args, { BLUEGREEN_URL: url, TZ: 'UTC' })
  const runs: Operator['runs'] = async (...args) => {
    const { exitCode, stdout, stderr } = await tries(...args)
    if (exitCode !== 0) throw new Error(`bluegreen ${args.join(' ')}: ${stderr}`)
    return stdout
  }
  return {
    tries,
    runs,
    history: async (model) => withoutTimes(await runs('history', model)),
    waits: async (model, isMet, timeoutMs = 30_000) => {
      let last: unknown
      const look = async () => {
        const answer = await client.status(model)
        last = answer
        return answer.ok && isMet(answer.value) ? answer.value : undefined
      }
      return vi.waitUntil(look, { timeout: timeoutMs, interval: 100 }).catch(() => {
        throw new Error(`not fulfilled after ${timeoutMs} ms: ${JSON.stringify(last)}`)
      })
    },
  }
}

function withoutTimes(history: string): readonly string[] {
  const [, ...lines] = history.trimEnd().split('\n')
  return lines.map((line) =>
    line
      .replace(/^ +#\d+ +(\d+) +\S+ \S+ UTC \([^)]*\)/, '$1')
      .replaceAll(/\s+/g, ' ')
      .trim()
  )
}
