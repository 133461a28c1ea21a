/** The error answers of the router, by code. The README of data-plane lists them in these words. */
export const routerErrors = {
  unknown_model: {
    status: 404,
    meaning: 'no model is served at that path',
  },
  invalid_path: {
    status: 400,
    meaning: 'a hidden `..` in the path could leave the base path of an origin',
  },
  admin_token: {
    status: 403,
    meaning: 'the call carries a token of the admin route, which no origin may see',
  },
  preview_refused: {
    status: 403,
    meaning: 'the token of a preview is not valid for the model, or it has expired',
  },
  method_not_allowed: {
    status: 405,
    meaning: 'TRACE shows a caller what was added to its call, so it is not forwarded',
  },
  request_timeout: {
    status: 408,
    meaning: 'the client sent a part of its body, then nothing for `idle_timeout_seconds`',
  },
  origin_unreachable: {
    status: 502,
    meaning: 'the live color could not be reached, or broke off before it answered',
  },
  no_usable_color: {
    status: 502,
    meaning: 'no color can be called: a secret of each is missing or not valid in a header',
  },
  origin_timeout: {
    status: 504,
    meaning: 'no headers within `header_timeout_seconds`, or an upload not taken',
  },
  internal_error: {
    status: 500,
    meaning: 'the router itself failed; counted against no color',
  },
  client_closed_request: {
    status: 499,
    meaning: 'the client went away before its answer; no client sees it, and it has no body',
  },
} as const satisfies Readonly<Record<string, Entry>>

interface Entry {
  readonly status: number
  readonly meaning: string
}

export type RouterErrorCode = keyof typeof routerErrors
