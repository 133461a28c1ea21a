const HMAC = { name: 'HMAC', hash: 'SHA-256' } as const

/** Returns a key for one purpose, which is the key of nothing else. `purpose` has fixed words. */
export async function derivedKey(secret: string, purpose: string): Promise<CryptoKey> {
  const root = await importKey(bytesOf(secret))
  return importKey(await crypto.subtle.sign(HMAC, root, bytesOf(purpose)))
}

/** Returns the signature of a text in hexadecimal. */
export async function signatureOf(key: CryptoKey, text: string): Promise<string> {
  return hexOf(await crypto.subtle.sign(HMAC, key, bytesOf(text)))
}

/** Whether a signature in hexadecimal is that of a text. Compares in constant time. */
export function isSignature(key: CryptoKey, signature: string, text: string): Promise<boolean> {
  return crypto.subtle.verify(HMAC, key, bytesOfHex(signature), bytesOf(text))
}

function importKey(raw: ArrayBuffer | Uint8Array): Promise<CryptoKey> {
  return crypto.subtle.importKey('raw', raw, HMAC, false, ['sign', 'verify'])
}

function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}

function hexOf(bytes: ArrayBuffer): string {
  return Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, '0')).join('')
}

function bytesOfHex(text: string): Uint8Array {
  return Uint8Array.from(text.match(/../g) ?? [], (digits) => parseInt(digits, 16))
}
