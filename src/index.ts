import { adminOf } from './control-plane/admin/admin.ts'
import { isAdminHost } from './control-plane/config/admin-host.ts'
import {
  configuredAdminHost,
  configuredModels,
  configuredPaths,
} from './control-plane/config/configured-models.ts'
import { followAtOnce } from './data-plane/pointer-cache.ts'
import { serve } from './data-plane/serve.ts'

export { Collector } from './control-plane/collector/collector.ts'
export { Coordinator } from './control-plane/coordinator/coordinator.ts'

const admin = adminOf(configuredModels, followAtOnce)

export default {
  fetch(request, bindings, ctx) {
    const path = request.url.slice(request.url.indexOf('/', 8))
    if (/^\/admin(?:[/?]|$)/.test(path) && isAdminHost(configuredAdminHost, request.url))
      return admin.fetch(request, bindings, ctx)
    // Which never takes a path of the admin route.
    return serve(request, bindings, ctx, configuredPaths)
  },
} satisfies ExportedHandler<Env>
