/** How a step ended. */
export interface StepResult {
  /** Exit code: 0 when the next step may begin. */
  readonly code: number
  readonly lines: readonly string[]
}
