import { looksOf, type Rule } from './rule.ts'

/**
 * Envoy's outlier detection, each proxy for itself: five failed calls in a row eject the color. It has rolled back when
 * more than half of the proxies have ejected it. It knows no slow calls.
 */
export function envoyConsecutive(proxies: 'one proxy' | 'a proxy per isolate'): Rule {
  return {
    name: `B4 Envoy 5 in a row, ${proxies}`,
    rollbackAt: ({ ended, isolates }) => {
      const rows = new Map<number, number>()
      const ejected = new Set<number>()
      for (const { isolate, outcome, endedAt } of ended.calls) {
        const proxy = proxies === 'one proxy' ? 0 : isolate
        const row = outcome === 'fault' ? (rows.get(proxy) ?? 0) + 1 : 0
        rows.set(proxy, row)
        if (row === 5) ejected.add(proxy)
        if (ejected.size * 2 > (proxies === 'one proxy' ? 1 : isolates)) return endedAt
      }
      return undefined
    },
  }
}

/** The failure percentage of ten seconds with at least 50 calls, seen by one proxy; slow calls count, as if timed out. */
export function envoyPercentage(percentage: number): Rule {
  return {
    name: `B4 Envoy ${percentage} % of ≥ 50 in 10 s`,
    rollbackAt: (view) => {
      for (const at of looksOf(view, 10_000)) {
        const { calls, bad } = view.ended.between(at - 10_000, at)
        if (calls >= 50 && bad * 100 >= percentage * calls) return at
      }
      return undefined
    },
  }
}
