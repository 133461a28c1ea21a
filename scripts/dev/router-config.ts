import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { experimental_readRawConfig } from 'wrangler'
import { pathsOf, projectFolder } from './paths.ts'
import { offsetOf } from './ports.ts'

/**
 * Writes the wrangler config of a stack on other ports: the project's config with shifted ports of
 * local origins, or with these models in place of all its variables.
 */
export function writeRouterConfig(routerPort: number, models?: object): void {
  const { wranglerConfig } = pathsOf(routerPort)
  const { rawConfig } = experimental_readRawConfig({ config: `${projectFolder}wrangler.toml` })
  const vars =
    models === undefined
      ? withShiftedPorts(rawConfig.vars, offsetOf(routerPort))
      : { MODELS: models }
  const config = {
    ...rawConfig,
    main: resolve(projectFolder, rawConfig.main ?? 'src/index.ts'),
    vars,
  }
  mkdirSync(dirname(wranglerConfig), { recursive: true })
  writeFileSync(wranglerConfig, JSON.stringify(config, null, 2))
}

function withShiftedPorts(vars: unknown, offset: number): unknown {
  const text = JSON.stringify(vars ?? {}).replaceAll(
    /(http:\/\/127\.0\.0\.1:)(\d+)/g,
    (_, host: string, port: string) => `${host}${Number(port) + offset}`
  )
  return JSON.parse(text)
}
