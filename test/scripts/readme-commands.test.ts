import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { program } from '../../scripts/cli/program.ts'
import { wrongCommandsIn } from '../support/readme-commands.ts'

const root = new URL('../..', import.meta.url).pathname
const bluegreen = program(() => undefined)

/** Returns what is wrong in a README with this text. */
function wrongIn(text: string): readonly string[] {
  const project = mkdtempSync(join(tmpdir(), 'bluegreen-commands-'))
  writeFileSync(join(project, 'README.md'), text)
  const scripts = {
    bluegreen: 'node scripts/run.mjs scripts/cli/main.ts',
    status: 'node scripts/run.mjs scripts/cli/main.ts status',
  }
  writeFileSync(join(project, 'package.json'), JSON.stringify({ scripts }))
  const wrong = wrongCommandsIn(project, bluegreen)
  rmSync(project, { recursive: true })
  return wrong
}

const block = (line: string) => `\`\`\`sh\n${line}\n\`\`\`\n`

it('the READMEs name no command and no option that bluegreen does not have', () => {
  expect(wrongCommandsIn(root, bluegreen)).toEqual([])
})

describe('wrongCommandsIn', () => {
  it.each([
    ['bluegreen turn chat', 'bluegreen has no command turn'],
    ['npx bluegreen token make', 'token has no command make'],
    ['$ bluegreen status chat --fast', 'bluegreen status has no option --fast'],
    ['A=b npx bluegreen stage chat --url https://x \\\n  --relase v2', 'no option --relase'],
    ['cd x && npx bluegreen wait chat --until now', 'bluegreen wait has no option --until'],
    ['npx bluegreen pause chat blue --reason "a b"', 'takes 1 arguments: chat blue'],
    ['npm run bluegreen -- turn', 'bluegreen has no command turn'],
    ['npm run status -- --fast', 'bluegreen status has no option --fast'],
    ['npm run status --model chat', 'npm run status needs -- before --model'],
  ])('finds the mistake in %s', (line, mistake) => {
    expect(wrongIn(block(line))).toEqual([expect.stringContaining(mistake)])
  })

  it('finds a mistake in the text', () => {
    expect(wrongIn('Run `bluegreen turn chat` now.')).toEqual([
      'README.md: bluegreen has no command turn',
    ])
  })

  it.each([
    'npx bluegreen status chat -o json > status.json',
    'npx bluegreen switch chat --reason "to v2 --fast" --wait=completed   # --fast is no option',
    'npm run -s bluegreen -- shadow chat 5% --for 30m | head',
    'npx bluegreen abort chat && npx bluegreen switch green …',
    'npx bluegreen status --help',
    'wrangler deploy --fast',
  ])('finds none in %s', (line) => {
    expect(wrongIn(block(line))).toEqual([])
  })
})
