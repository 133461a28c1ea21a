import { relative } from 'node:path'
import { question } from './first-call.ts'
import { pathsOf, projectFolder, ROUTER_PORT } from './paths.ts'
import { offsetOf } from './ports.ts'

/** Returns the commands to try next, ready to copy. */
export function nextSteps(routerPort: number, logs: string): string {
  const url = `http://localhost:${routerPort}`
  const flag = routerPort === ROUTER_PORT ? '' : ` --url http://127.0.0.1:${routerPort}`
  const green = `http://127.0.0.1:${9102 + offsetOf(routerPort)}`
  const devVars = relative(projectFolder, pathsOf(routerPort).devVars)
  return `The page of operators: ${url}/admin (sign in with the ADMIN_TOKEN in ${devVars})

Try next, in another terminal:
  curl -iN ${url}/chat/v1/chat/completions -H 'content-type: application/json' -d '${JSON.stringify(question)}'
  the openai client with baseURL ${url}/chat/v1 (any apiKey)
  npm run status${flag === '' ? '' : ` --${flag}`}
  npm run switch -- green --model chat --reason "try v2"${flag}
  npm run rollback -- --model chat${flag}
  npm run history -- --model chat${flag}
  npm run demo        the whole scenario, unattended, on its own ports
To see an automatic rollback: switch to green, send calls, and make green fail:
  curl ${green}/__control -d '{"fail":{"share":0.5}}'        (stop the failures with '{"reset":true}')
Logs are in ${relative(projectFolder, logs)}. Ctrl-C stops everything.`
}
