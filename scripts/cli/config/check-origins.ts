import { BlockList, isIP } from 'node:net'
import type { Model } from '../../../src/core/routing/model.ts'
import { colors } from '../../../src/core/routing/color.ts'
import { isLabel } from '../../../src/core/routing/pointer-refusal.ts'
import { mistake, warning, type Finding } from './finding.ts'

/** Checks where calls go: a deployed Worker reaches no address of a private network. */
export function checkOrigins(place: string, model: Model, isDeploy: boolean): readonly Finding[] {
  const { slots } = model
  const sameOrigin =
    slots.blue.origin === slots.green.origin
      ? [warning(`${place}: blue and green are the same origin, so a switch changes nothing`)]
      : []
  const sameLabel =
    slots.blue.release === slots.green.release
      ? [
          warning(
            `${place}: both releases have the label "${slots.blue.release}": write { origin = "https://…", release = "…" }`
          ),
        ]
      : []
  const labels = colors
    .filter((color) => !isLabel(slots[color].release))
    .map((color) =>
      warning(
        `${place}.${color}.release: not 1 to 64 characters of printable ASCII, which \`stage\` asks for`
      )
    )
  const origins = isDeploy
    ? colors.flatMap((color) => checkPublic(`${place}.${color}`, slots[color].origin))
    : []
  return [...sameOrigin, ...sameLabel, ...labels, ...origins]
}

function checkPublic(place: string, origin: string): readonly Finding[] {
  const { hostname, protocol } = new URL(origin)
  const host = hostname.replace(/^\[|\]$/g, '')
  if (isPrivateHost(host)) {
    const message = `${place}: a deployed Worker cannot reach ${host}: expected the URL of a public host`
    return [mistake(message)]
  }
  if (protocol === 'https:') return []
  return [warning(`${place}: the origin is http: calls and keys are not encrypted`)]
}

const privateAddresses = new BlockList()
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
] as const) {
  privateAddresses.addSubnet(network, prefix, 'ipv4')
}
for (const [network, prefix] of [
  ['::', 127],
  ['fc00::', 7],
  ['fe80::', 10],
] as const) {
  privateAddresses.addSubnet(network, prefix, 'ipv6')
}

/** Whether a host is a loopback or private address, or a name that only a private network knows. */
export function isPrivateHost(host: string): boolean {
  const family = isIP(host)
  if (family !== 0) return privateAddresses.check(host, family === 4 ? 'ipv4' : 'ipv6')
  return !host.includes('.') || /\.(localhost|local|internal|lan|home\.arpa)$/.test(host)
}
