import { isRecord } from '../json.ts'

/** A model environment that can stand in a slot. */
export interface Environment {
  /** Base URL, without a trailing slash. */
  readonly origin: string
  /** Label of the release. */
  readonly release: string
  /**
   * Headers that the router sets on calls: header name to the name of the secret with its value.
   * Absent in documents of older versions, which means the configured headers of that release.
   */
  readonly headers?: Readonly<Record<string, string>>
}

/** The release in a slot, as far as the data plane needs it. */
export interface Slot extends Environment {
  /**
   * Revision at which the release was staged; with the color it is the identity of the release. 0
   * for the slots of the first start, and in documents of older versions.
   */
  readonly staging: number
  /** The release was staged and not verified yet: no call fails over to it. */
  readonly unverified?: true
}

/**
 * Returns the id of a release among all that ever stood in its color. Counts carry it instead of
 * the label, so that those of an earlier staging never count for a later one. For staging 0 it is
 * the label, which older versions report.
 */
export function releaseIdOf({ release, staging }: Pick<Slot, 'release' | 'staging'>): string {
  return staging === 0 && !release.includes('#') ? release : `${release}#${staging}`
}

/** Whether two environments are the same. Absent headers are equal to any. */
export function isSameEnvironment(one: Environment, another: Environment): boolean {
  return (
    one.origin === another.origin &&
    one.release === another.release &&
    areSameHeaders(one.headers, another.headers)
  )
}

/** Whether two slots hold the same staging of the same environment, verified or not. */
export function isSameSlot(one: Slot, another: Slot): boolean {
  return one.staging === another.staging && isSameEnvironment(one, another)
}

/** Parses a slot of a pointer document; undefined when it is invalid. */
export function parseSlot(document: unknown): Slot | undefined {
  if (!isRecord(document)) return undefined
  const { origin, release, unverified } = document
  const staging = document['staging'] ?? 0
  const headers = document['headers'] ?? undefined
  if (typeof origin !== 'string' || typeof release !== 'string') return undefined
  if (!URL_PATTERN.test(origin) || release === '') return undefined
  if (typeof staging !== 'number' || !Number.isSafeInteger(staging) || staging < 0) return undefined
  if (headers !== undefined && !isHeaders(headers)) return undefined
  return {
    origin,
    release,
    staging,
    ...(unverified === true ? { unverified } : {}),
    ...(headers === undefined ? {} : { headers }),
  }
}

/** Scheme, host and optional path, without query, fragment or trailing slash. */
const URL_PATTERN = /^https?:\/\/[^/?#\s]+(\/[^?#\s]*[^/?#\s])?$/

/** A name of a header that a release may set. */
export const HEADER_NAME = /^[A-Za-z0-9-]+$/

function isHeaders(document: unknown): document is Readonly<Record<string, string>> {
  return (
    isRecord(document) &&
    Object.entries(document).every(
      ([name, secret]) => HEADER_NAME.test(name) && typeof secret === 'string' && secret !== ''
    )
  )
}

type Headers = Environment['headers']

function areSameHeaders(one: Headers, another: Headers): boolean {
  if (one === undefined || another === undefined) return true
  const names = Object.keys(one)
  return (
    names.length === Object.keys(another).length &&
    names.every((name) => one[name] === another[name])
  )
}
