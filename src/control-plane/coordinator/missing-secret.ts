import type { Environment } from '../../core/routing/slot.ts'

/** Whether a release names a secret that is not set. */
export function lacksSecret({ headers = {} }: Environment, env: object): boolean {
  return Object.values(headers).some((secret) => typeof Reflect.get(env, secret) !== 'string')
}
