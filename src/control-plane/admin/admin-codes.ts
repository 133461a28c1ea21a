/**
 * The errors of the admin route: the status of each code, and its message where no more is known.
 * The README lists them in these words.
 */
export const adminErrors = {
  unauthorized: {
    status: 401,
    message: 'The bearer token is missing or wrong; send Authorization: Bearer <ADMIN_TOKEN>.',
  },
  closed: {
    status: 403,
    message: 'The admin route is closed: set the secret ADMIN_TOKEN to open it.',
  },
  invalid_request: {
    status: 400,
    message: 'The request is not valid.',
  },
  not_found: {
    status: 404,
    message: 'There is no such admin route.',
  },
  unknown_model: {
    status: 404,
    message: 'No such model.',
  },
  already_live: {
    status: 409,
    message: 'That color is live already.',
  },
  nothing_to_roll_back: {
    status: 409,
    message: 'Nothing is on trial, so there is nothing to roll back.',
  },
  already_set: {
    status: 409,
    message: 'Reports go to that many collectors already.',
  },
  color_unusable: {
    status: 409,
    message: 'That color cannot be called: a secret of its headers is missing or not valid.',
  },
  call_out_of_date: {
    status: 409,
    message: 'The call was served before the release that is judged now.',
  },
  already_graded: {
    status: 409,
    message: 'The call is graded already.',
  },
  revision_mismatch: {
    status: 412,
    message: 'The rollout is at another revision than If-Match names.',
  },
  coordinator_unavailable: {
    status: 502,
    message: 'The coordinator does not answer; the pointer in KV can be set by hand.',
  },
} as const satisfies Readonly<Record<string, Entry>>

interface Entry {
  readonly status: number
  readonly message: string
}

/** Stable codes of the admin route. */
export type AdminCode = keyof typeof adminErrors
