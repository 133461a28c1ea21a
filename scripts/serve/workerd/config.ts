import { capnpText, Embedded, type CapnpValue } from './capnp.ts'

type Fields = { readonly [field: string]: CapnpValue | undefined }

/** A named service of workerd: a Worker, a folder, a server or the network. */
export type Service = Fields & { readonly name: string }

/** A socket on which workerd serves HTTP. */
export interface Socket {
  readonly name: string
  /** An address such as `127.0.0.1:8787` or `unix:<path>`. */
  readonly address: string
  readonly service: string
  readonly entrypoint?: string
  /** Options of HTTP by their names in workerd's schema. */
  readonly http?: Fields
}

/** Compatibility date and flags of a Worker. */
export interface Compatibility {
  readonly date: string
  readonly flags: readonly string[]
}

/** Files of a Worker in the folder of the config, the main module first. */
export type Modules = readonly [main: string, ...others: string[]]

/** Returns the text of a config file. Its services may embed files of its folder. */
export function workerdConfig(services: readonly Service[], sockets: readonly Socket[]): string {
  const config = { services, sockets: sockets.map(socketOf) }
  return `using Workerd = import "/workerd/workerd.capnp";\n\nconst config :Workerd.Config = ${capnpText(config)};\n`
}

/** A network service that reaches all addresses, loopback included: a model may stand on the same machine. */
export const network: Service = { name: 'network', network: { allow: ['public', 'private'] } }

/** Returns a service of the files in a folder. */
export function diskService(name: string, path: string, writable: boolean): Service {
  return { name, disk: { path, writable } }
}

/** Returns the Worker of a service. Its `fetch` reaches all addresses. `fields` are more fields of workerd's schema. */
export function workerService(
  name: string,
  [main, ...others]: Modules,
  { date, flags }: Compatibility,
  fields: Fields
): Service {
  const modules = [main, ...others].map((file) => ({ name: file, esModule: new Embedded(file) }))
  const common = { modules, compatibilityDate: date, compatibilityFlags: flags }
  return { name, worker: { ...common, globalOutbound: network.name, ...fields } }
}

function socketOf({ name, address, service, entrypoint, http = {} }: Socket): CapnpValue {
  return { name, address, http, service: { name: service, entrypoint } }
}
