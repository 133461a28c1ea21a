import { mistake, warning, type Finding } from './finding.ts'
import { routesOf, scopeOf, tableAt, type WranglerFile } from './wrangler-file.ts'

/** Checks what only a deploy needs: a way to the admin route, and the secrets that wrangler asks for. */
export function checkDeploy(
  file: WranglerFile,
  env: string | undefined,
  adminHost: string | undefined,
  secrets: readonly string[]
): readonly Finding[] {
  const prefix = env === undefined ? '' : `env.${env}.`
  return [
    ...withoutRoute(routesOf(file, env), adminHost).map((why) =>
      mistake(`${prefix}vars.ADMIN_HOST: ${why}`)
    ),
    ...notRequired(file, env, secrets).map((secret) =>
      warning(
        `${prefix}secrets.required: ${secret} is missing: wrangler deploys without it, and \`wrangler dev\` does not load it`
      )
    ),
  ]
}

function withoutRoute(routes: readonly string[], adminHost: string | undefined): readonly string[] {
  if (adminHost === undefined || adminHost.endsWith('.workers.dev')) return []
  if (routes.some((route) => leadsTo(route, adminHost))) return []
  const route = `{ pattern = "${adminHost}", custom_domain = true }`
  return [
    `no route leads to ${adminHost}, so nobody would reach the admin route. Add to routes: ${route}`,
  ]
}

/** A pattern may begin with `*`, which stands for subdomains, or for any beginning of the host. */
function leadsTo(route: string, host: string): boolean {
  const [pattern = ''] = route.replace(/^https?:\/\//, '').split('/')
  return pattern.startsWith('*') ? host.endsWith(pattern.slice(1)) : pattern === host
}

/** Without a list, wrangler asks for no secret and loads all of `.dev.vars`. */
function notRequired(
  file: WranglerFile,
  env: string | undefined,
  secrets: readonly string[]
): readonly string[] {
  const required: unknown = tableAt(scopeOf(file, env), 'secrets')['required']
  if (!Array.isArray(required)) return []
  // People with tokens of their own, or Cloudflare Access, need no shared one.
  return secrets.filter((secret) => secret !== 'ADMIN_TOKEN' && !required.includes(secret))
}
