import { readFlags } from './flags.ts'
import { languageError, languageRoutes, loadLanguage } from './language.ts'
import { runModelServer } from './server.ts'

const { port, version, loadMs } = readFlags(['eld', 'cld3'], 9301)

runModelServer({
  name: version,
  port,
  loadMs,
  dialectOf: () => languageError,
  load: async (onWork) => languageRoutes(await loadLanguage(version), onWork),
})
