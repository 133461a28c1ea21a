import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { startChild } from './child.ts'
import { benchFolder } from '../folder.ts'
import { names, originUrl, ports, type Target } from './target.ts'

const folder = `${benchFolder}portkey`
const script = `${folder}/node_modules/@portkey-ai/gateway/build/start-server.js`

/** The npm package is built for Node. Its version range allows a newer @hono/node-server, with which streams answer 500. */
const manifest = {
  private: true,
  dependencies: { '@portkey-ai/gateway': '1.15.2' },
  overrides: { '@hono/node-server': '1.13.8' },
}

/** Starts Portkey's gateway. Installs it from npm at first use, because the project itself does not depend on it. */
export async function startPortkey(): Promise<Target> {
  if (!existsSync(script)) await install()
  const args = [script, `--port=${ports.portkey}`, '--headless']
  const child = await startChild(process.execPath, args, ports.portkey)
  const headers = { 'x-portkey-provider': 'openai', 'x-portkey-custom-host': `${originUrl}/v1` }
  const { portkey: name } = names
  return { name, port: ports.portkey, prefix: '', headers, isTransparent: false, ...child }
}

async function install(): Promise<void> {
  await mkdir(folder, { recursive: true })
  await writeFile(`${folder}/package.json`, JSON.stringify(manifest))
  const flags = ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']
  const { npm_execpath: npm, npm_node_execpath: node = process.execPath } = process.env
  const [command, args] = npm === undefined ? ['npm', flags] : [node, [npm, ...flags]]
  await promisify(execFile)(command, args, { cwd: folder })
}
