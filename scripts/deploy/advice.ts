import type { StepName } from './steps.ts'

/** What is known when a step fails. */
interface Failed {
  readonly step: StepName
  readonly env: string | undefined
  /** The version of the router that this deploy uploaded. */
  readonly version: string | undefined
  /** Why wrangler failed. */
  readonly problem: string | undefined
}

/** Returns what is live after a step failed, and what to do. */
export function adviceAfter(failed: Failed): readonly string[] {
  const env = failed.env === undefined ? '' : ` --env ${failed.env}`
  switch (failed.step) {
    case 'check':
    case 'types':
      return ['Nothing was deployed.']
    case 'page':
      return [
        'The router was not deployed: what was live before is live.',
        ...ifSignedOut(failed.problem),
      ]
    case 'router':
      return [
        'The router was not deployed: what was live before is live. The files of the page may be new; they are for both.',
        ...ifSecretsMissing(failed.problem, env),
        ...ifSignedOut(failed.problem),
      ]
    case 'health':
    case 'calls':
    case 'status':
      return [
        `Version ${failed.version ?? '(unknown)'} of the router is live. To go back to the code before it:`,
        `  npx wrangler rollback${env}      releases, traffic and history stay as they are; variables and secrets go back`,
        `To look again, with BLUEGREEN_URL and BLUEGREEN_TOKEN: npx bluegreen check${env} --remote`,
      ]
  }
}

function ifSecretsMissing(problem: string | undefined, env: string): readonly string[] {
  if (problem === undefined || !/required secrets have not been set/i.test(problem)) return []
  return [
    'For a Worker that exists, set each of them, and deploy again:',
    `  npx wrangler secret put <NAME>${env}`,
    'For its first deploy, give them in a file: {"ADMIN_TOKEN":"bgr_…"}',
    `  npm run deploy --${env} --secrets-file secrets.json`,
  ]
}

function ifSignedOut(problem: string | undefined): readonly string[] {
  if (problem === undefined || !/CLOUDFLARE_API_TOKEN|not logged in|auth/i.test(problem)) return []
  return [
    'Sign in with `npx wrangler login`, or set CLOUDFLARE_API_TOKEN and CLOUDFLARE_ACCOUNT_ID.',
  ]
}
