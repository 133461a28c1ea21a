import { argo } from './argo.ts'
import { cloudwatch } from './cloudwatch.ts'
import { envoyConsecutive, envoyPercentage } from './envoy.ts'
import { flagger } from './flagger.ts'
import { growthbook } from './growthbook.ts'
import { kayenta } from './kayenta.ts'
import { ours } from './ours.ts'
import type { Rule } from './rule.ts'

const SECOND = 1000

/** The rules that are compared: this router, and those of other systems with several settings. */
export const allRules: readonly Rule[] = [
  ours,
  ...[1, 2, 5, 10].map((threshold) => flagger(60 * SECOND, 60 * SECOND, threshold)),
  ...[1, 3].map((threshold) => flagger(10 * SECOND, 60 * SECOND, threshold)),
  argo(300 * SECOND, 3),
  argo(60 * SECOND, 0),
  argo(30 * SECOND, 1),
  argo(10 * SECOND, 2),
  argo(10 * SECOND, 2, true),
  cloudwatch(60 * SECOND, 1, 0.01),
  cloudwatch(60 * SECOND, 2, 0.01),
  cloudwatch(60 * SECOND, 1, 0.05),
  cloudwatch(300 * SECOND, 2, 0.01),
  cloudwatch(600 * SECOND, 2, 0.05),
  envoyConsecutive('one proxy'),
  envoyConsecutive('a proxy per isolate'),
  ...[20, 50, 85].map(envoyPercentage),
  kayenta(15 * 60 * SECOND),
  kayenta(30 * 60 * SECOND),
  growthbook(0),
  growthbook(10 * SECOND),
  growthbook(60 * SECOND),
]
