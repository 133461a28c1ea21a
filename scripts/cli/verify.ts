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
import type { CommonFlags } from './run-command.ts'
import { liveLine } from './screen/live-line.ts'
import {
  asideScreen,
  outputScreen,
  outputView,
  print,
  printAsideExactly,
  printExactly,
} from './screen/print.ts'
import { caseLine, runningText, showRun, showSuites } from './show-verification.ts'
import type { View } from './screen/screen.ts'
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
  const isJson = flags.json === true
  const view = { screen: outputScreen(), isWide: false }
  const line = liveLine(process.stderr, asideScreen())
  const report = (text: string) => (isJson ? undefined : line.above(() => print(text)))
  report(message)
  const id = slots[color ?? other(live)].verification?.id
  const startedAt = Date.now()
  const ended = await followRun(adminClient(connection), model, id, {
    onCase: (one) => report(caseLine(one, view)),
    onInterrupt: line.stop,
    onLook: (run) => line.follow(() => runningText(run, Date.now() - startedAt)),
  })
  line.stop()
  if (!ended.ok) return refuse(ended.refusal)
  const shown = verificationOnGithub(model, ended.value)
  showOnGithub(shown, process.env, isJson ? printAsideExactly : printExactly)
  return ok(reportOf(model, ended.value, view))
}

/** Shows the latest verification, and the stored suites. */
export async function verification(connection: Connection, flags: CommonFlags): Outcome {
  const client = adminClient(connection)
  const name = await chosen(client, flags.model)
  if (!name.ok) return name
  const found = await client.verification(name.value)
  if (!found.ok) return found
  const { run, suites } = found.value
  const view = outputView(flags)
  const lines =
    run === null
      ? [`${name.value}: no verification yet`]
      : [...run.cases.map((one) => caseLine(one, view)), showRun(name.value, run, view)]
  return ok({ text: [...lines, ...showSuites(suites)].join('\n'), json: found.value })
}

/** Removes a stored suite. */
export function removeSuite(connection: Connection, flags: SuiteFlags): Outcome {
  const { suite, reason } = flags
  return send(connection, 'remove-suite', flagged(flags), { suite, reason })
}

function reportOf(model: string, run: VerificationRunAnswer, view: View): Report {
  const report = { text: showRun(model, run, view), json: { model, run } }
  return run.state === 'passed' ? report : { ...report, partial: 'verification_failed' }
}
