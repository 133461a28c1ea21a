import type {
  EvidenceSeries,
  FailedModel,
  Models,
  Status,
} from '../../control-plane/admin/answers.ts'

/** The status of a model. */
export type ModelStatus = Status

/** A reading of how near a color is to its rollback. A ratio of 1 is the threshold. */
export type EvidenceSample = EvidenceSeries['samples'][number]

/** Body of `GET /admin/models`. */
export type Listing = Models

/** A model in the list: its status, or why there is none. */
export type Listed = ModelStatus | FailedModel

/** Whether a model of the list has no status. */
export function isFailed(listed: Listed): listed is FailedModel {
  return 'error' in listed
}
