import type { Scenario } from './scenarios.ts'
import { originUrl, ports, type Target } from './target.ts'
import { compatibility, network, socketOf, startWorkerd, workerFolder } from './workerd.ts'

interface Part {
  readonly entrypoint: string
  readonly name: string
  readonly scenario: Scenario['name']
}

const parts: readonly Part[] = [
  { entrypoint: 'headers', name: '+ forwarding headers', scenario: 'small' },
  { entrypoint: 'marks', name: '+ marks on the answer', scenario: 'small' },
  { entrypoint: 'headersAndMarks', name: '+ both', scenario: 'small' },
  { entrypoint: 'clock', name: '+ header timeout', scenario: 'small' },
  { entrypoint: 'keptBody', name: '+ body kept for a failover', scenario: 'small' },
  { entrypoint: 'duties', name: '+ all of these', scenario: 'small' },
  { entrypoint: 'ending', name: '+ knowing how the stream ended', scenario: 'sse' },
  { entrypoint: 'copy', name: '+ seeing stalls and error events', scenario: 'sse' },
  { entrypoint: 'endingAndCopy', name: '+ both', scenario: 'sse' },
]

/** The floor with one duty of a router more, each on a workerd of its own, for the scenarios that are measured. */
export function startParts(scenarios: readonly Scenario[]): Promise<readonly Target[]> {
  const asked = parts.filter(({ scenario }) => scenarios.some(({ name }) => name === scenario))
  return Promise.all(asked.map((part, index) => startPart(part, ports.parts + index)))
}

async function startPart({ entrypoint, name, scenario }: Part, port: number): Promise<Target> {
  const home = await workerFolder(`part-${entrypoint}`, ['parts.js'])
  const config = `const config :Workerd.Config = (
  services = [
    ${network},
    (name = "part", worker = (
      modules = [(name = "parts.js", esModule = embed "parts.js")],
      ${compatibility()},
      bindings = [(name = "ORIGIN", text = "${originUrl}")],
      globalOutbound = "net"
    ))
  ],
  sockets = [${socketOf('part', port, entrypoint)}]
);`
  const child = await startWorkerd(home, config, port)
  const isTransparent = true
  return { name, port, prefix: '', headers: {}, isTransparent, scenario, ...child }
}
