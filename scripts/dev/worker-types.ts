import { spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { experimental_readRawConfig } from 'wrangler'
import { projectFolder } from './paths.ts'
import { quietWrangler, wranglerScript } from './wrangler.ts'

// Writes the types of the Worker's bindings from wrangler.toml. With --check it writes nothing and fails when they are old.
// The variables and the environments are left out: models are added to them, which must not make the types old.

const folder = '.cache/types'
const { rawConfig } = experimental_readRawConfig({ config: `${projectFolder}wrangler.toml` })
const { vars: _vars, env: _env, ...bindings } = rawConfig
const config = { ...bindings, main: '../../src/index.ts' }
mkdirSync(`${projectFolder}${folder}`, { recursive: true })
writeFileSync(`${projectFolder}${folder}/wrangler.json`, JSON.stringify(config))

const argv = [
  wranglerScript,
  'types',
  'src/worker-configuration.d.ts',
  `--config=${folder}/wrangler.json`,
  '--include-runtime=false',
  '--strict-vars=false',
  // No such file: types must not depend on the secrets in this machine's .dev.vars. Node takes --env-file= for itself.
  '--envFile=none',
  ...process.argv.slice(2),
]
const env = { ...process.env, ...quietWrangler }
const { status } = spawnSync(process.execPath, argv, { cwd: projectFolder, env, stdio: 'inherit' })
process.exitCode = status ?? 1
if (status !== 0) console.error('To write them anew: npm run types:env')
