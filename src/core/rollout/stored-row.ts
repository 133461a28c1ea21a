import { isRecord } from '../json.ts'

/**
 * Shape of the rows that this code writes. Increment it when the meaning of a stored field changes,
 * one release after the upgrade from it was added: the release before must be able to come back, and
 * refuses rows of a shape that it does not know. A new optional field needs no new shape.
 */
export const STORED_SHAPE = 4

/** The coordinator's tables; the alerts are a row of `state` with upgrades of their own. */
export type StoredKind = 'rollout' | 'history' | 'state' | 'alerts'

type Document = Readonly<Record<string, unknown>>

/** Turns a document of one shape into one of the next. */
type Upgrade = (document: unknown) => unknown

/** Upgrades by the shape that they start from. A kind without an upgrade keeps its document. */
const upgrades: Readonly<Record<number, Readonly<Partial<Record<StoredKind, Upgrade>>>>> = {
  // Rollouts of shape 0 held the alert and the collectors, which now have rows of their own.
  0: { rollout: ofRecord((document) => without(document, ['alert', 'collectors'])) },
  // Slots of shape 1 came from the configuration only, and had no facts about their staging.
  1: { rollout: ofRecord(withReleases) },
  // Entries of shape 2 have neither a hash nor the names of releases; the code before knows no hash.
  2: {},
  // Bakes of shape 3 had no salt: none of their keys was drawn. There was one alert, or null.
  3: { rollout: ofRecord(withSalt), alerts: (alert) => (alert === null ? [] : [alert]) },
}

/**
 * Returns the JSON document of a stored row in the current shape, upgraded step by step. Throws for
 * a shape newer than this code: a document that it cannot read must not be overwritten.
 */
export function upgradeRow(kind: StoredKind, shape: number, document: string): string {
  if (shape > STORED_SHAPE) {
    throw new Error(`${kind} row of shape ${shape}; this code knows shapes up to ${STORED_SHAPE}`)
  }
  if (shape === STORED_SHAPE) return document
  let upgraded: unknown = JSON.parse(document)
  for (let from = shape; from < STORED_SHAPE; from++) {
    upgraded = upgrades[from]?.[kind]?.(upgraded) ?? upgraded
  }
  return JSON.stringify(upgraded)
}

function ofRecord(upgrade: (document: Document) => Document): Upgrade {
  return (document) => (isRecord(document) ? upgrade(document) : document)
}

function withReleases({ slots, at, ...rest }: Document): Document {
  const facts = { staging: 0, stagedAt: at, stagedBy: 'deploy' }
  const known = isRecord(slots) ? slots : {}
  const releases = Object.entries(known).map(([color, slot]) => [
    color,
    { ...(isRecord(slot) ? slot : {}), ...facts },
  ])
  return { ...rest, at, slots: Object.fromEntries(releases) }
}

function withSalt(document: Document): Document {
  return document['phase'] === 'baking' ? { ...document, salt: document['revision'] } : document
}

function without(document: Document, fields: readonly string[]): Document {
  return Object.fromEntries(Object.entries(document).filter(([name]) => !fields.includes(name)))
}
