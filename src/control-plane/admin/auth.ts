/** Whether a call may use the admin route. `closed`: no secret is set, so no call may. */
export type Admission = 'admitted' | 'unauthorized' | 'closed'

/**
 * Compares digests of the bearer token and the secret in constant time; digests have equal length.
 */
export async function admissionOf(
  authorization: string | undefined,
  secret: string | undefined
): Promise<Admission> {
  if (secret === undefined || secret === '') return 'closed'
  const token = /^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1]
  const [sent, expected] = await Promise.all([digestOf(token ?? ''), digestOf(secret)])
  const isEqual = crypto.subtle.timingSafeEqual(sent, expected)
  return isEqual && token !== undefined ? 'admitted' : 'unauthorized'
}

async function digestOf(text: string): Promise<ArrayBuffer> {
  return crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))
}
