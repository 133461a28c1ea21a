import { setTimeout } from 'node:timers/promises'
import type { Locator, Page } from 'playwright-core'
import type { Stack } from '../../dev/stack.ts'
import { smallPng } from './small-png.ts'

/** So high that the whole page is in the window, and its header at the top. */
const screen = { width: 1000, height: 2000 }

/** Longest wait for the automatic rollback. */
const ROLLBACK_MS = 120_000

/** A PNG by the name of what it shows. */
export type Pictures = ReadonlyMap<string, Buffer>

/** Plays a rollout that fails, and returns a picture of each state. */
export async function playStory(stack: Stack, page: Page): Promise<Pictures> {
  const pictures = new Map<string, Buffer>()
  const shoot = async (name: string, last: Locator) => {
    const { y = 0, height = 0 } = (await last.boundingBox()) ?? {}
    const clip = { x: 0, y: 0, width: screen.width, height: Math.ceil(y + height + 16) }
    const png = await page.screenshot({ clip })
    pictures.set(name, smallPng(png))
  }
  const failing = stack.models.find(({ release }) => release === 'silero-v6')
  if (failing === undefined) throw new Error('No server of Silero v6.')

  await setTimeout(30_000)
  await begin(stack, 'vad-mobile')
  await stack.client.command(
    'pause',
    { model: 'vad-mobile' },
    { reason: 'the release notes first' }
  )
  await begin(stack, 'chat')
  await setTimeout(10_000)
  await begin(stack, 'vad')
  await failing.control({ fail: { share: 0.015 } })
  await setTimeout(80_000)
  await open(page, stack, 'vad')
  await shoot('bake', page.getByRole('region', { name: 'Evidence against the threshold' }))

  await failing.control({ fail: { share: 0.05 } })
  await page.getByText('Rolled back', { exact: true }).first().waitFor({ timeout: ROLLBACK_MS })
  await setTimeout(12_000)
  await page.locator('.history summary').first().click()
  await shoot('rolled-back', page.getByRole('region', { name: 'History' }))

  await page.getByRole('link', { name: 'All models' }).click()
  await page.getByRole('heading', { name: 'Models' }).waitFor()
  await shoot('overview', page.locator('main > :last-child'))
  return pictures
}

async function begin({ client }: Stack, model: string): Promise<void> {
  const begun = await client.command('switch', { model }, { reason: 'it passed in staging' })
  if (!begun.ok) throw new Error(begun.refusal.message)
}

async function open(page: Page, { url, token }: Stack, model: string): Promise<void> {
  await page.setViewportSize(screen)
  await page.goto(`${url}/admin?model=${model}`)
  await page.getByLabel('Admin token').fill(token)
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: '5 min', exact: true }).click()
  await page.getByText('The evidence against green').waitFor()
}
