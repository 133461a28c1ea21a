import type { Scenario } from './scenarios.ts'
import { originUrl, ports, type Target } from './target.ts'
import { network, workerService } from '../../serve/workerd/config.ts'
import { compatibility, socketOf, startWorkerd, workerFolder } from './workerd.ts'

interface Part {
  readonly entrypoint: string
  readonly name: string
  readonly scenario: Scenario['name']
}

const parts: readonly Part[] = [
  { entrypoint: 'headers', name: '+ forwarding headers', scenario: 'small' },
  { entrypoint: 'field', name: '+ field on the answer', scenario: 'small' },
  { entrypoint: 'headersAndField', name: '+ both', scenario: 'small' },
  { entrypoint: 'clock', name: '+ header timeout', scenario: 'small' },
  { entrypoint: 'keptBody', name: '+ body kept for a failover', scenario: 'small' },
  { entrypoint: 'duties', name: '+ all of these', scenario: 'small' },
  { entrypoint: 'ending', name: '+ knowing how the stream ended', scenario: 'sse' },
  { entrypoint: 'copy', name: '+ seeing stalls and error events', scenario: 'sse' },
  { entrypoint: 'endingAndCopy', name: '+ both', scenario: 'sse' },
]

/** Starts the floor Worker with one router duty added, once per duty of the measured scenarios, each on its own workerd. */
export function startParts(scenarios: readonly Scenario[]): Promise<readonly Target[]> {
  const measured = parts.filter(({ scenario }) => scenarios.some(({ name }) => name === scenario))
  return Promise.all(measured.map((part, index) => startPart(part, ports.parts + index)))
}

async function startPart({ entrypoint, name, scenario }: Part, port: number): Promise<Target> {
  const home = await workerFolder(`part-${entrypoint}`, ['parts.js'])
  const bindings = [{ name: 'ORIGIN', text: originUrl }]
  const services = [network, workerService('part', ['parts.js'], compatibility(), { bindings })]
  const child = await startWorkerd(home, services, [socketOf('part', port, entrypoint)])
  const isTransparent = true
  return { name, port, prefix: '', headers: {}, isTransparent, scenario, ...child }
}
