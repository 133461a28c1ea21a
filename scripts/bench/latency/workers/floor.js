// The platform's floor: what the least possible router costs. ORIGIN is a text binding.
export default {
  fetch(request, { ORIGIN }) {
    const { pathname, search } = new URL(request.url)
    return fetch(new URL(pathname + search, ORIGIN), request)
  },
}
