import { readFile, writeFile } from 'node:fs/promises'
import { format, resolveConfig } from 'prettier'
import { sections, withSection } from './sections.ts'

// Writes the parts of the READMEs that come from code. A test fails when they are old.

const root = new URL('../../', import.meta.url)

for (const section of sections) {
  const url = new URL(section.path, root)
  const options = { ...(await resolveConfig(url)), filepath: section.path }
  const document = withSection(await readFile(url, 'utf8'), section)
  await writeFile(url, await format(document, options))
}
