import { parseArgs } from 'node:util'
import { generatorOf } from './generator.ts'
import { openaiError, openaiRoutes } from './openai.ts'
import { runModelServer } from './server.ts'
import { loadTinyGpt } from './tiny-gpt.ts'

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '9101' },
    version: { type: 'string', default: 'v1' },
    'load-ms': { type: 'string', default: '0' },
  },
})
const name = `tiny-gpt-${values.version}`

runModelServer({
  name,
  port: Number(values.port),
  loadMs: Number(values['load-ms']),
  dialectOf: () => openaiError,
  load: async (onWork) =>
    openaiRoutes(name, generatorOf(await loadTinyGpt(values.version), onWork)),
})
