import { readFlags } from './flags.ts'
import { oipError, oipRoutes } from './oip.ts'
import { runModelServer } from './server.ts'
import { loadSilero } from './silero.ts'

const { port, version, loadMs } = readFlags(['v5', 'v6', 'legacy'], 9201)
const name = `silero-${version}`

runModelServer({
  name,
  port,
  loadMs,
  dialectOf: () => oipError,
  load: async (onWork) => oipRoutes(name, await loadSilero(version, onWork)),
})
