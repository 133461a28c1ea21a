import type { Caller } from '../../../src/control-plane/admin/answer-parts.ts'
import type { FailedModel, Status } from '../../../src/control-plane/admin/answers.ts'
import { paint } from '../screen/paint.ts'
import type { Screen } from '../screen/screen.ts'
import { tableOf } from '../screen/table.ts'
import { attentionOf, byAttention } from './attention.ts'
import { columnsAt } from './columns.ts'

type Model = Status | FailedModel

/** Returns a line for each model, those that need people first. A wide table is never cut. */
export function showModels(
  models: readonly Model[],
  now: number,
  screen: Screen,
  isWide = false
): readonly string[] {
  const fitting = isWide ? { ...screen, columns: Infinity } : screen
  return tableOf(columnsAt(now, isWide), byAttention(models), fitting)
}

/** Returns how many models there are, and how many of them need people. */
export function countModels(models: readonly Model[], screen: Screen): string {
  const count = (wanted: string) => models.filter((one) => attentionOf(one) === wanted).length
  const needing = count('needs_people')
  const need = `${needing} ${needing === 1 ? 'needs' : 'need'} people`
  const parts = [
    needing === 0 ? need : paint(screen, 'danger', need),
    `${count('under_way')} under way`,
    `${count('at_rest')} at rest`,
  ]
  return `${models.length} models: ${parts.join(', ')}`
}

/** Returns who asks, and what the router lets it do. */
export function showCaller({ name, role, models }: Caller): string {
  return `you: ${name} (${role}${models === null ? '' : ` of ${models.join(', ')}`})`
}
