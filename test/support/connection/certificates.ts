import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto'

/** A certificate and its key, in PEM. */
export interface Certificate {
  readonly cert: string
  readonly key: string
}

interface Request {
  readonly subject: string
  /** The names that the certificate is for. Without them it is that of a CA. */
  readonly names?: readonly string[]
  readonly from?: Date
  readonly to?: Date
}

const HOUR_MS = 3_600_000

/** Returns a CA of one's own, which issues certificates. */
export function certificateAuthority() {
  const name = 'CA of a test'
  const keys = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const certOf = (request: Request, publicKey: KeyObject) =>
    pem(certificate({ ...request, issuer: name }, publicKey, keys.privateKey))
  return {
    cert: certOf({ subject: name }, keys.publicKey),
    /** Issues the certificate of a server. */
    issue: (request: Omit<Request, 'subject'>): Certificate => {
      const own = generateKeyPairSync('ec', { namedCurve: 'P-256' })
      return {
        cert: certOf({ ...request, subject: 'server of a test' }, own.publicKey),
        key: String(own.privateKey.export({ type: 'pkcs8', format: 'pem' })),
      }
    },
  }
}

/** An X.509 certificate (RFC 5280) in DER, signed with ECDSA and SHA-256. */
function certificate(
  request: Request & { readonly issuer: string },
  publicKey: KeyObject,
  signer: KeyObject
): Buffer {
  const { subject, issuer, names, from, to } = request
  const now = Date.now()
  const body = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, Buffer.from([1 + Math.floor(Math.random() * 100)])),
    ecdsaWithSha256,
    nameOf(issuer),
    sequence(timeOf(from ?? new Date(now - HOUR_MS)), timeOf(to ?? new Date(now + HOUR_MS))),
    nameOf(subject),
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, sequence(names === undefined ? isAuthority : alternativeNames(names)))
  )
  const signature = sign('sha256', body, signer)
  return sequence(body, ecdsaWithSha256, der(0x03, Buffer.concat([Buffer.from([0]), signature])))
}

const oid = (hex: string) => der(0x06, Buffer.from(hex, 'hex'))
const ecdsaWithSha256 = sequence(oid('2a8648ce3d040302'))
const yes = der(0x01, Buffer.from([0xff]))
const isAuthority = sequence(oid('551d13'), yes, der(0x04, sequence(yes)))

function alternativeNames(names: readonly string[]): Buffer {
  return sequence(
    oid('551d11'),
    der(0x04, sequence(...names.map((name) => der(0x82, Buffer.from(name)))))
  )
}

function nameOf(text: string): Buffer {
  return sequence(der(0x31, sequence(oid('550403'), der(0x0c, Buffer.from(text)))))
}

function timeOf(date: Date): Buffer {
  const digits = date.toISOString().replaceAll(/[-:T]|\.\d+/g, '')
  return der(0x18, Buffer.from(digits))
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return der(0x30, Buffer.concat(parts))
}

/** A value with its tag and its length. */
function der(tag: number, value: Buffer): Buffer {
  const { length } = value
  const size =
    length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff]
  return Buffer.concat([Buffer.from([tag, ...size]), value])
}

function pem(certificateInDer: Buffer): string {
  const lines = certificateInDer.toString('base64').replaceAll(/.{64}/g, '$&\n')
  return `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`
}
