// Reflare with two upstreams by weight. ORIGIN is a text binding.
import useReflare from 'reflare'

let router

async function routerTo(origin) {
  const { hostname: domain, port } = new URL(origin)
  const upstream = { domain, port: Number(port), protocol: 'http' }
  const weighted = [
    { ...upstream, weight: 90 },
    { ...upstream, weight: 10 },
  ]
  const route = { path: '/*', upstream: weighted, loadBalancing: { policy: 'random' } }
  return useReflare({ provider: 'static', routeList: [route] })
}

export default {
  async fetch(request, { ORIGIN }) {
    router ??= await routerTo(ORIGIN)
    return router.handle(request)
  },
}
