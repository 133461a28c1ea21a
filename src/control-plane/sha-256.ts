import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'

/**
 * Returns the SHA-256 hash of a text in hexadecimal, at once: the platform's own function is
 * asynchronous, and a decision and its entry in the history must become durable together.
 */
export function sha256Of(text: string): string {
  return bytesToHex(sha256(utf8ToBytes(text)))
}
