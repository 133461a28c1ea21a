import { spawnSync } from 'node:child_process'
import { projectFolder } from './paths.ts'
import { quietWrangler, wranglerScript } from './wrangler.ts'

// Writes the types of the Worker's bindings from wrangler.toml. With --check it writes nothing and fails when they are old.

const argv = [
  wranglerScript,
  'types',
  'src/worker-configuration.d.ts',
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
