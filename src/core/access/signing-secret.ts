/** Shortest secret, in characters. A random text of this length cannot be guessed. */
export const MIN_SECRET_LENGTH = 24

/** The secrets from which a signing secret is taken. */
interface Secrets {
  readonly SIGNING_KEY?: string | undefined
  readonly ADMIN_TOKEN?: string | undefined
}

/**
 * Returns the secret that signs sessions, previews and the ids of calls: `SIGNING_KEY`, else
 * `ADMIN_TOKEN`. Undefined when neither is set, or is long enough: then no session and no preview is
 * valid, and no call is graded.
 */
export function signingSecretOf({ SIGNING_KEY, ADMIN_TOKEN }: Secrets): string | undefined {
  return [SIGNING_KEY, ADMIN_TOKEN].find(isLongEnough)
}

/** Whether a secret is set and cannot be guessed. */
export function isLongEnough(secret: string | undefined): secret is string {
  return secret !== undefined && secret.length >= MIN_SECRET_LENGTH
}
