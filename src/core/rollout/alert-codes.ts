/** The alerts of a status, each with its meaning. The README lists them in these words. */
export const alertCodes = {
  live_faulty: 'the live color is faulty and the router does not go back to the other color',
  secret_missing:
    'a secret of a color is missing or not valid in a header: all calls go to the other color',
  pointer_malformed: 'KV holds a document that is not a pointer: isolates keep the last good one',
  pointer_refused:
    'KV holds a pointer to an unknown host, or one that cannot be: isolates keep the last good one',
} as const satisfies Readonly<Record<string, string>>

export type AlertCode = keyof typeof alertCodes
