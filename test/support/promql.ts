import { parser } from '@prometheus-io/lezer-promql'

/** Series that an expression selects. */
export interface Selected {
  readonly metric: string
  /** The labels of its matchers. */
  readonly labels: readonly string[]
}

/**
 * Returns what an expression of PromQL selects, by the grammar of Prometheus. Throws when it is not
 * an expression. Variables of Grafana for durations are read as 5 minutes.
 */
export function selectedBy(expression: string): readonly Selected[] {
  const text = expression.replaceAll(/\$__\w*interval/g, '5m')
  const selected: { metric: string; labels: string[] }[] = []
  parser.parse(text).iterate({
    enter: ({ type, from, to }) => {
      const content = text.slice(from, to)
      if (type.isError) throw new Error(`not PromQL at "${text.slice(from)}": ${text}`)
      if (type.name === 'VectorSelector') selected.push({ metric: '', labels: [] })
      const last = selected.at(-1)
      if (type.name === 'Identifier' && last?.metric === '') last.metric = content
      if (type.name === 'UnquotedLabelMatcher') {
        last?.labels.push(/^\w+/.exec(content)?.[0] ?? content)
      }
    },
  })
  return selected
}
