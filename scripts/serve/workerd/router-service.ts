import { workerService, type Compatibility, type Modules, type Service } from './config.ts'

/** Names of the services of the router. */
export const serviceNames = {
  router: 'router',
  kv: 'kv',
  objects: 'objects',
  page: 'page',
} as const

/** Names of the sockets: of calls and the admin route, and of KV for break-glass. */
export const socketNames = { http: 'http', kv: 'kv' } as const

/** The Durable Objects of the router. Their files are in folders of these names. */
const objectClasses = ['Coordinator', 'Collector'] as const

/**
 * Headers that Cloudflare writes, besides `cf-connecting-ip`. A client could write them here, and origins would believe
 * them.
 * @see https://developers.cloudflare.com/fundamentals/reference/http-headers/
 */
const ofCloudflare = [
  'cf-connecting-ipv6',
  'cf-pseudo-ipv4',
  'cf-connecting-o2o',
  'cf-ipcountry',
  'cf-ray',
  'cf-visitor',
  'cf-worker',
] as const

/** Options of HTTP where clients connect themselves: nothing that they write about their connection is believed. */
export const untrustedClients = {
  injectRequestHeaders: without('cf-connecting-ip', ...ofCloudflare),
}

/** Options of HTTP behind a proxy, which writes `cf-connecting-ip` and `x-forwarded-proto` anew. */
export const trustedProxy = {
  forwardedProtoHeader: 'X-Forwarded-Proto',
  injectRequestHeaders: without(...ofCloudflare),
}

/** The router as a service of workerd. */
export interface RouterService {
  readonly name?: string
  readonly modules: Modules
  readonly compatibility: Compatibility
  /** Variables of the Worker. A text stays a text, everything else is JSON. */
  readonly vars: Readonly<Record<string, unknown>>
  /** Names of secrets, which workerd reads from its own environment. */
  readonly secrets?: readonly string[]
  /** The router whose Durable Objects this one uses; by default it has its own, on disk. */
  readonly objectsOf?: string
  /** Whether there is a service of the files of the page. */
  readonly hasPage?: boolean
}

/** Returns the router's Worker, with the bindings that `wrangler.toml` gives it on Cloudflare. */
export function routerService(router: RouterService): Service {
  const { name = serviceNames.router, modules, compatibility, vars, secrets = [] } = router
  const { objectsOf, hasPage = false } = router
  const bindings = [
    ...Object.entries(vars).map(([variable, value]) => bindingOf(variable, value)),
    ...secrets.map((secret) => ({ name: secret, fromEnvironment: secret })),
    { name: 'POINTERS', kvNamespace: serviceNames.kv },
    ...objectClasses.map((className) => ({
      name: className.toUpperCase(),
      durableObjectNamespace: { className, serviceName: objectsOf },
    })),
    ...(hasPage ? [{ name: 'PAGE', service: serviceNames.page }] : []),
  ]
  const objects = objectsOf === undefined ? objectsOnDisk(objectClasses) : {}
  return workerService(name, modules, compatibility, { bindings, ...objects })
}

/** Returns the service of the router's own KV. */
export function kvService(modules: Modules, compatibility: Compatibility): Service {
  const bindings = [{ name: 'STORE', durableObjectNamespace: 'Store' }]
  const fields = { bindings, ...objectsOnDisk(['Store']) }
  return workerService(serviceNames.kv, modules, compatibility, fields)
}

/** The unique key is the name of the folder on disk: another one would be another, empty, set of objects. */
function objectsOnDisk(classes: readonly string[]) {
  return {
    durableObjectNamespaces: classes.map((className) => ({
      className,
      uniqueKey: className,
      enableSql: true,
    })),
    durableObjectStorage: { localDisk: serviceNames.objects },
  }
}

/** A header without a value is removed. */
function without(...names: readonly string[]) {
  return names.map((name) => ({ name }))
}

function bindingOf(name: string, value: unknown) {
  return typeof value === 'string' ? { name, text: value } : { name, json: JSON.stringify(value) }
}
