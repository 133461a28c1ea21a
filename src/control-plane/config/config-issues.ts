import type * as z from 'zod/mini'

/** What is wrong with a variable such as `MODELS` and where, in one sentence. */
export function describeConfigIssues(
  variable: string,
  issues: readonly z.core.$ZodIssue[]
): string {
  return issues
    .map((issue) => `${[variable, ...issue.path].join('.')}: ${messageOf(issue)}`)
    .join('; ')
}

/** A slot has two forms; zod's own message for a union names neither. */
function messageOf(issue: z.core.$ZodIssue): string {
  if (issue.code === 'unrecognized_keys') return `unknown key ${issue.keys.join(', ')}`
  if (issue.code !== 'invalid_union' || issue.message !== 'Invalid input') return issue.message
  return 'expected the URL of a model environment, or { origin = "https://…", release = "…" }'
}
