/** The failures on the way to the router, with their kinds and in the words of the README of scripts/cli. */
export const connectionErrors = {
  bad_header: {
    kind: 'usage',
    meaning: '`--header` or `BLUEGREEN_HEADERS` is no header that may be added',
  },
  unusable_token: {
    kind: 'usage',
    meaning: '`--token`, `--token-file` or the variable for it holds no token',
  },
  bad_proxy: {
    kind: 'usage',
    meaning: '`HTTPS_PROXY` or `HTTP_PROXY` is not the address of a proxy',
  },
  dns_failed: {
    kind: 'unreachable',
    meaning: 'the name of the router cannot be resolved',
  },
  connection_refused: {
    kind: 'unreachable',
    meaning: 'nothing listens at the address of the router',
  },
  connection_lost: {
    kind: 'unreachable',
    meaning: 'the connection broke off before the answer',
  },
  timed_out: {
    kind: 'unreachable',
    meaning: 'no answer came in time',
  },
  tls_untrusted: {
    kind: 'unreachable',
    meaning: 'no CA that this machine knows issued the certificate (`NODE_EXTRA_CA_CERTS`)',
  },
  tls_expired: {
    kind: 'unreachable',
    meaning: 'the certificate has expired or is not yet valid, or the clock is wrong',
  },
  tls_wrong_host: {
    kind: 'unreachable',
    meaning: 'the certificate is for other names',
  },
  tls_failed: {
    kind: 'unreachable',
    meaning: 'TLS failed: the port may speak plain HTTP',
  },
  proxy_failed: {
    kind: 'unreachable',
    meaning: 'the proxy of `HTTPS_PROXY` refused, wants a password or cannot be reached',
  },
  front_unavailable: {
    kind: 'unreachable',
    meaning: 'something in front of the admin route answered 429, or 502 and above',
  },
  not_a_router: {
    kind: 'unexpected',
    meaning: 'a web page or another server answered',
  },
} as const
