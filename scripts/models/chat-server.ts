import { anthropicError, anthropicRoutes } from './anthropic.ts'
import { readFlags } from './flags.ts'
import { generatorOf } from './generator.ts'
import type { ErrorDialect } from './http.ts'
import { ollamaError, ollamaRoutes } from './ollama.ts'
import { openaiError, openaiRoutes } from './openai.ts'
import { runModelServer } from './server.ts'
import { loadTinyGpt } from './tiny-gpt.ts'

const { port, version, loadMs } = readFlags(['v1', 'v2'], 9101)
const name = `tiny-gpt-${version}`

runModelServer({
  name,
  port,
  loadMs,
  dialectOf,
  load: async (onWork) => {
    const generate = generatorOf(await loadTinyGpt(version), onWork)
    return [openaiRoutes, anthropicRoutes, ollamaRoutes].flatMap((routes) => routes(name, generate))
  },
})

function dialectOf(path: string): ErrorDialect {
  if (path.startsWith('/v1/messages')) return anthropicError
  return path.startsWith('/api/') ? ollamaError : openaiError
}
