import { ok } from '../../src/core/result.ts'
import type { FailedModel, Status } from '../../src/control-plane/admin/answers.ts'
import { adminClient } from './admin-client.ts'
import type { Outcome } from './commands.ts'
import type { Connection } from './connection.ts'
import { countModels, showCaller, showModels } from './models/show-models.ts'
import type { CommonFlags } from './run-command.ts'
import { outputView } from './screen/print.ts'
import { showStatuses } from './show-status.ts'
import { watchStatus, type WatchFlags } from './watch/watch-status.ts'

/** Shows the status once, or goes on to show it. */
export function status(connection: Connection, flags: WatchFlags): Outcome {
  return flags.watch === true ? watchStatus(connection, flags) : statusNow(connection, flags)
}

/** Shows a model in full, or all models in a line each. A router with one model has it in full. */
async function statusNow(connection: Connection, flags: CommonFlags): Outcome {
  const client = adminClient(connection)
  const view = outputView(flags)
  const now = Date.now()
  if (flags.model !== undefined) {
    const one = await client.status(flags.model)
    if (!one.ok) return one
    return ok({ text: showStatuses([one.value], now, one.value.you, view), json: one.value })
  }
  const all = await client.models()
  if (!all.ok) return all
  const { models, you } = all.value
  const report = { json: all.value, text: textOf() }
  const hasFailure = models.some((each) => 'error' in each)
  return ok(hasFailure ? { ...report, partial: 'unreachable' } : report)

  function textOf(): string {
    if (models.length < 2) return showStatuses(models, now, you, view)
    const table = showModels(models, now, view.screen, view.isWide)
    const counts = countModels(models, view.screen)
    const hint = 'one model in full: bluegreen status <model>'
    const caller = you === undefined ? [] : [showCaller(you)]
    const failures = models.flatMap(failureLine)
    return [...table, '', ...failures, `${counts}; ${hint}`, ...caller].join('\n')
  }
}

/** The table has only the code of a model whose coordinator fails. */
function failureLine(model: Status | FailedModel): readonly string[] {
  return 'error' in model ? [`${model.model}: ${model.error.message}`] : []
}
