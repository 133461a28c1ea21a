import { scopeOf, type WranglerFile } from '../cli/config/wrangler-file.ts'

/** Hosts that nobody can have (RFC 2606), as the worked environments name them. */
const PLACEHOLDER = /(?<![\w-])(?:[\w-]+\.)*(?:example\.(?:com|net|org)|[\w-]+\.example)(?![\w-])/g

/** Returns why an environment must not be deployed before its example hosts are replaced. */
export function placeholdersIn(file: WranglerFile, env: string | undefined): readonly string[] {
  const { env: _, ...scope } = scopeOf(file, env)
  const hosts = [...new Set(JSON.stringify(scope).match(PLACEHOLDER))]
  if (hosts.length === 0) return []
  const place = env === undefined ? file.path : `${file.path}, environment ${env},`
  return [`${place} has hosts of the example: ${hosts.join(', ')}. Put your own in their place.`]
}
