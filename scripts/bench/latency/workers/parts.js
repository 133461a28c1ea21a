// The floor Worker with one router duty added per entrypoint, in its smallest form, to measure the cost of each duty.
// ORIGIN is a text binding.

const urlOf = (request, ORIGIN) => ORIGIN + request.url.slice(request.url.indexOf('/', 8))

function forwarded(request) {
  const headers = new Headers(request.headers)
  headers.set('x-forwarded-host', '127.0.0.1')
  headers.set('x-forwarded-proto', 'http')
  headers.delete('x-forwarded-for')
  return headers
}

function withField(response) {
  const copy = new Response(response.body, response)
  const call = crypto.randomUUID()
  copy.headers.set('x-bluegreen', `blue; release="bench-v1"; revision=12; call=b.${call}`)
  return copy
}

const initOf = ({ method, headers, body, signal }) => {
  return { method, headers, body, signal, redirect: 'manual' }
}

export const headers = {
  fetch: (request, { ORIGIN }) =>
    fetch(urlOf(request, ORIGIN), { ...initOf(request), headers: forwarded(request) }),
}

export const field = {
  fetch: async (request, { ORIGIN }) => withField(await fetch(urlOf(request, ORIGIN), request)),
}

export const headersAndField = {
  fetch: async (request, env) => withField(await headers.fetch(request, env)),
}

export const clock = {
  fetch: (request, { ORIGIN }) =>
    new Promise((resolve, reject) => {
      setTimeout(() => resolve(new Response(null, { status: 504 })), 120_000)
      fetch(urlOf(request, ORIGIN), request).then(resolve, reject)
    }),
}

export const keptBody = {
  async fetch(request, { ORIGIN }) {
    const body = await request.arrayBuffer()
    return fetch(urlOf(request, ORIGIN), { ...initOf(request), body })
  },
}

/** All duties above together. */
export const duties = {
  async fetch(request, { ORIGIN }) {
    const sent = forwarded(request)
    const body = await request.arrayBuffer()
    const response = await new Promise((resolve, reject) => {
      setTimeout(() => resolve(new Response(null, { status: 504 })), 120_000)
      const init = { ...initOf(request), headers: sent, body }
      fetch(urlOf(request, ORIGIN), init).then(resolve, reject)
    })
    return withField(response)
  },
}

/** Detects how a stream ended: complete, cut off by the origin, or closed by the client. */
export const ending = {
  async fetch(request, { ORIGIN }, ctx) {
    const response = await fetch(urlOf(request, ORIGIN), request)
    const { readable, writable } = new IdentityTransformStream()
    ctx.waitUntil(response.body.pipeTo(writable).catch(() => undefined))
    return new Response(readable, response)
  },
}

/** Reads a copy of a stream once a second, as a search for error events and stalls does. */
export const copy = {
  async fetch(request, { ORIGIN }, ctx) {
    const response = await fetch(urlOf(request, ORIGIN), request)
    const [passed, copied] = response.body.tee()
    ctx.waitUntil(sample(copied))
    return new Response(passed, response)
  },
}

export const endingAndCopy = {
  async fetch(request, { ORIGIN }, ctx) {
    const response = await fetch(urlOf(request, ORIGIN), request)
    const [passed, copied] = response.body.tee()
    const { readable, writable } = new IdentityTransformStream()
    ctx.waitUntil(passed.pipeTo(writable).catch(() => undefined))
    ctx.waitUntil(sample(copied))
    return new Response(readable, response)
  },
}

async function sample(copied) {
  const reader = copied.getReader({ mode: 'byob' })
  try {
    for (;;) {
      const { done } = await reader.read(new Uint8Array(65_536))
      if (done) return
      await scheduler.wait(1_000)
    }
  } catch {
    // The stream broke off. The branch to the client reports it.
  }
}
