import { readFileSync } from 'node:fs'
import { format, resolveConfig } from 'prettier'
import { describe, expect, it } from 'vitest'
import { isDefault, probeSetting } from '../../scripts/docs/probe-setting.ts'
import { sections, withSection } from '../../scripts/docs/sections.ts'

const root = new URL('../../', import.meta.url)

describe.each(sections)('the section $name of $path', (section) => {
  it('is the one that npm run docs writes', async () => {
    const url = new URL(section.path, root)
    const document = readFileSync(url, 'utf8')
    const options = { ...(await resolveConfig(url)), filepath: section.path }

    const written = await format(withSection(document, section), options)

    expect(document).toBe(written)
  })
})

it('a section that the document lacks is an error', () => {
  const section = { name: 'none', path: 'README.md', text: () => 'x' }

  expect(() => withSection('# Title', section)).toThrow('README.md has no <!-- none')
})

describe('probeSetting', () => {
  it.each([
    ['keep_warm_seconds', { isWhole: false, from: 0, isAbove: false, to: 2_592_000 }],
    ['max_fault_rate', { isWhole: false, from: 0.0001, isAbove: false, to: 0.5 }],
    ['failover_max_body_bytes', { isWhole: true, from: 0, isAbove: false, to: 10_485_760 }],
    ['freeze', undefined],
  ])('finds the bounds of %s by trying', (key, range) => {
    expect(probeSetting(key).range).toEqual(range)
  })

  it('finds flags, shares as texts, defaults, and what has none', () => {
    expect(probeSetting('failover')).toMatchObject({ isFlag: true, standard: 'true' })
    expect(probeSetting('hold_back')).toMatchObject({ takesPercentage: true, standard: '0' })
    expect(probeSetting('path')).toMatchObject({ isRequired: true })
    expect(probeSetting('health')).toMatchObject({ isRequired: false, standard: undefined })
  })
})

it('isDefault tells the default from other values', () => {
  expect(isDefault('sticky', 'authorization')).toBe(true)
  expect(isDefault('sticky', 'address')).toBe(false)
})
