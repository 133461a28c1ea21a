import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { pathsOf } from '../../dev/paths.ts'
import { explainBusy, modelsAt } from '../../dev/ports.ts'
import { signalled } from '../../dev/signalled.ts'
import { startStack, type Stack } from '../../dev/stack.ts'
import { startBrowser } from '../browser.ts'
import { startCalls } from './calls.ts'
import { playStory, type Pictures } from './story.ts'

/** Differs from the ports of `npm start`, of the demo and of the tests. */
const PORT = 31_787

const folder = new URL('../../../src/page/screenshots/', import.meta.url).pathname

// Takes the pictures in the READMEs: the page in front of a router with real models.
const models = modelsAt(PORT)
const busy = await explainBusy(PORT, models)
if (busy === undefined) process.exit(await takePictures())
console.error(busy)
process.exitCode = 1

async function takePictures(): Promise<0 | 1> {
  rmSync(pathsOf(PORT).state, { recursive: true, force: true })
  console.log('Takes three pictures of a rollout that fails. It lasts three minutes.')
  const tables = tablesOf(models.map(({ port }) => `http://127.0.0.1:${port}`))
  const stack = await startStack({ routerPort: PORT, by: 'mira', source: 'cli', models, tables })
  const stopped = signalled().then(() => 'Stopped.')
  const taken = await Promise.race([stopped, stack.crashed, picturesOf(stack)])
  await stack.stop()
  if (typeof taken === 'string') {
    console.error(taken)
    return 1
  }
  // Only now: wrangler watches the folder, and would restart the router.
  mkdirSync(folder, { recursive: true })
  for (const [name, png] of taken) writeFileSync(`${folder}${name}.png`, png)
  return 0
}

/** Returns the pictures, or the message of the error that ended the story early. */
async function picturesOf(stack: Stack): Promise<Pictures | string> {
  const browser = await startBrowser()
  try {
    await stack.ready
    const stopCalls = startCalls(stack.url)
    const pictures = await playStory(stack, await browser.newPage())
    await stopCalls()
    return pictures
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  } finally {
    await browser.close()
  }
}

/** Returns the table MODELS: four models on the four servers of the local stack. */
function tablesOf([chat1, chat2, vad5, vad6]: readonly string[]): object {
  const vad = {
    blue: { origin: vad5, release: 'silero-v5' },
    green: { origin: vad6, release: 'silero-v6' },
    require: [],
  }
  return {
    chat: {
      path: '/chat',
      blue: { origin: chat1, release: 'tiny-gpt-v1' },
      green: { origin: chat2, release: 'tiny-gpt-v2' },
      require: [],
      steps: '10%:10m,50%:10m',
    },
    vad: { ...vad, path: '/vad' },
    'vad-batch': { ...vad, path: '/vad-batch' },
    'vad-mobile': { ...vad, path: '/vad-mobile', steps: '5%:10m,50%:10m' },
  }
}
