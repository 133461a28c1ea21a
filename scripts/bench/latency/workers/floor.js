// The smallest possible router, which measures the floor of the platform. ORIGIN is a text binding.
export default {
  fetch(request, { ORIGIN }) {
    const { pathname, search } = new URL(request.url)
    return fetch(new URL(pathname + search, ORIGIN), request)
  },
}
