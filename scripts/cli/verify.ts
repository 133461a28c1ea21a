import { ok, refuse } from '../../src/core/result.ts'
import { other, type Color } from '../../src/core/routing/color.ts'
import type { VerificationRunAnswer } from '../../src/control-plane/admin/verification-answer.ts'
import { adminClient } from './admin-client.ts'
import { flagged, type CommandFlags } from './change.ts'
import { chosen, send, sendCommand, type Outcome, type Report } from './commands.ts'
import type { Connection } from './connection.ts'
import { showOnGithub } from './github.ts'
import { verificationOnGithub } from './verify-on-github.ts'
import { followRun } from './follow-run.ts'
import { caseLine, showRun, showSuites } from './show-verification.ts'
import { suiteNamed } from './suite-file.ts'

/** Flags of `verify`. */
export interface VerifyFlags extends CommandFlags {
  readonly json?: true
  readonly suite?: string
  readonly color?: Color
  readonly against?: 'stable'
  readonly warmUp?: number
  /** In seconds. */
  readonly timeout?: number
  /** Whether to end the verification that is running. */
  readonly cancel?: true
}

/** Flags of `remove-suite`. */
export interface SuiteFlags extends CommandFlags {
  readonly suite: string
}

/** Verifies the release that waits, and prints each case as it ends. */
export async function verify(
  connection: Connection,
  named: Color | undefined,
  flags: VerifyFlags
): Outcome {
  if (flags.cancel === true) {
    return send(connection, 'cancel-verify', flagged(flags), { reason: flags.reason })
  }
  const suite = suiteNamed(flags.suite)
  if (!suite.ok) return suite
  const { color = named, against, warmUp, timeout: timeoutSeconds, reason } = flags
  const body = { ...suite.value, color, against, warmUp, timeoutSeconds, reason }
  const begun = await sendCommand(connection, 'verify', flagged(flags), body)
  if (!begun.ok) return begun
  const { model, live, slots, message } = begun.value
  const print = (line: string) => (flags.json === true ? undefined : console.log(line))
  print(message)
  const id = slots[color ?? other(live)].verification?.id
  const ended = await followRun(adminClient(connection), model, id, (one) => print(caseLine(one)))
  if (!ended.ok) return refuse(ended.refusal)
  const shown = verificationOnGithub(model, ended.value)
  showOnGithub(shown, process.env, flags.json === true ? console.error : console.log)
  return ok(reportOf(model, ended.value))
}

/** Shows the latest verification, and the stored suites. */
export async function verification(connection: Connection, model: string | undefined): Outcome {
  const client = adminClient(connection)
  const name = await chosen(client, model)
  if (!name.ok) return name
  const found = await client.verification(name.value)
  if (!found.ok) return found
  const { run, suites } = found.value
  const lines =
    run === null
      ? [`${name.value}: no verification yet`]
      : [...run.cases.map((one) => caseLine(one)), showRun(name.value, run)]
  return ok({ text: [...lines, ...showSuites(suites)].join('\n'), json: found.value })
}

/** Removes a stored suite. */
export function removeSuite(connection: Connection, flags: SuiteFlags): Outcome {
  const { suite, reason } = flags
  return send(connection, 'remove-suite', flagged(flags), { suite, reason })
}

function reportOf(model: string, run: VerificationRunAnswer): Report {
  const report = { text: showRun(model, run), json: { model, run } }
  return run.state === 'passed' ? report : { ...report, partial: 'verification_failed' }
}
