import type { PageStore } from '../data/page-store.ts'
import type { Report } from '../data/page-state.ts'
import { Icon } from './icon.tsx'

interface ReportNoticeProps {
  readonly store: PageStore
  readonly report: Report | undefined
}

/** What became of the last command. It is a live region, and there before it has a text. */
export function ReportNotice({ store, report }: ReportNoticeProps) {
  const isDone = report?.kind === 'done'
  return (
    <div id="report" class="report" role="status" tabIndex={-1}>
      {report !== undefined && (
        <div class={`notice ${isDone ? 'done' : 'danger'}`}>
          <p>
            <Icon name={isDone ? 'check' : 'alert'} />
            <b>{isDone ? 'Done.' : 'Refused.'}</b> {report.text}
          </p>
          <button
            type="button"
            class="quiet-button"
            onClick={() => store.set({ report: undefined })}
          >
            Close
          </button>
        </div>
      )}
    </div>
  )
}
