import { looksOf, type Rule } from './rule.ts'

/** SageMaker guardrails: a CloudWatch alarm on the share of failed calls, over so many periods in a row. */
export function cloudwatch(periodMs: number, periods: number, limit: number): Rule {
  return {
    name: `B3 CloudWatch > ${limit * 100} %, ${periods} × ${periodMs / 1000} s`,
    rollbackAt: (view) => {
      let breaching = 0
      for (const at of looksOf(view, periodMs)) {
        const { calls, bad } = view.ended.between(at - periodMs, at)
        breaching = calls > 0 && bad / calls > limit ? breaching + 1 : 0
        if (breaching >= periods) return at
      }
      return undefined
    },
  }
}
