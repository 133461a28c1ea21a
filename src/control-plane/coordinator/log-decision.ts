import type { HistoryEntry } from '../../core/rollout/history-entry.ts'
import { isReservedAuthor } from '../../core/rollout/reserved-author.ts'
import type { Cause } from '../../core/rollout/state.ts'
import { log, type LogFields } from '../../platform/log.ts'

/** Logs a decision in one line, with the numbers that led to it. Alerts have lines of their own. */
export function logDecision(model: string, entry: HistoryEntry): void {
  const { action, cause } = entry
  if (action === 'alert' || action === 'alert_cleared') return
  const isAutomatic = action === 'rollback' && cause.by === 'router'
  log(isAutomatic ? 'rollback' : 'decision', { model, ...fieldsOf(entry) })
}

function fieldsOf({
  revision,
  action,
  from,
  to,
  releases,
  weight,
  cause,
  collectors,
}: HistoryEntry): LogFields {
  const { evidence, numbers } = cause
  const { signal, route, calls, bad, seconds, limit } = numbers ?? {}
  return {
    revision,
    action,
    from,
    fromRelease: releases?.from.release,
    to,
    toRelease: releases?.to.release,
    aboutRelease: releases?.about?.release,
    weight,
    ...writtenBy(cause),
    collectors,
    evidence,
    signal,
    route,
    calls,
    bad,
    seconds,
    limit,
  }
}

/** What people write stays in the history: it may hold a key by mistake. */
function writtenBy({ by, source, reason }: Cause): LogFields {
  return isReservedAuthor(by) ? { by, source, reason } : { by: 'operator' }
}
