import { other, type Color } from './color.ts'
import { liveOf, type Pointer } from './pointer.ts'

/** The request header that carries the token of a preview. */
export const PREVIEW_HEADER = 'x-bluegreen-preview'

const targets = ['idle', 'live', 'blue', 'green'] as const

/** The color that a preview reaches, by its name or by its role when the call comes. */
export type PreviewTarget = (typeof targets)[number]

/** What a preview token allows. The model is not part of it: a token is signed for one model. */
export interface PreviewGrant {
  readonly target: PreviewTarget
  /** The revision at which it was made: an isolate with an older pointer reads it anew. */
  readonly revision: number
  /** Milliseconds since 1970, in whole seconds. */
  readonly expiresAt: number
}

/** A token as it was sent: nothing shows yet that the router made it. */
export interface PreviewToken {
  readonly grant: PreviewGrant
  readonly signature: string
}

/** Returns the text that a token begins with, and that its signature covers. */
export function grantText({ target, revision, expiresAt }: PreviewGrant): string {
  return `bgp_${target}.${revision.toString(36)}.${(expiresAt / 1000).toString(36)}`
}

/** Returns the text that is signed. A token of one model is none of another. */
export function signedText(model: string, grant: PreviewGrant): string {
  return `${grantText(grant)}/${model}`
}

/** Parses a token; undefined when it is none. */
export function parsePreviewToken(token: string): PreviewToken | undefined {
  const pattern = /^bgp_([a-z]+)\.([0-9a-z]{1,10})\.([0-9a-z]{1,8})\.([0-9a-f]{64})$/
  const [, word, revision = '', seconds = '', signature = ''] = pattern.exec(token) ?? []
  const target = targets.find((one) => one === word)
  if (target === undefined) return undefined
  const expiresAt = 1000 * parseInt(seconds, 36)
  return { grant: { target, revision: parseInt(revision, 36), expiresAt }, signature }
}

/** Returns the color that a preview reaches. */
export function previewColorOf(target: PreviewTarget, pointer: Pointer): Color {
  if (target === 'live') return liveOf(pointer)
  return target === 'idle' ? other(liveOf(pointer)) : target
}
