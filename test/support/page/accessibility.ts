import axe from 'axe-core'
import type { Page } from 'playwright-core'

/** The rules that are checked: WCAG 2.2, and axe's own advice. */
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

interface Violation {
  readonly id: string
  readonly impact: string | null
  readonly nodes: readonly { readonly html: string }[]
}

/**
 * Returns what axe-core finds serious or critical on a page: the rule, and the first element. Rules
 * narrow the check.
 */
export async function seriousViolationsIn(
  page: Page,
  rules?: readonly string[]
): Promise<readonly string[]> {
  await page.evaluate(axe.source)
  const runOnly = JSON.stringify(rules ?? tags)
  const violations = await page.evaluate<readonly Violation[]>(
    `axe.run({ runOnly: ${runOnly} }).then(({ violations }) => violations.map(({ id, impact, nodes }) => ({ id, impact, nodes: nodes.map(({ html }) => ({ html })) })))`
  )
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 160)}`)
}
