import { readFile, writeFile } from 'node:fs/promises'
import { openApiDocument } from './document.ts'

// Writes the OpenAPI document that the admin route serves. A test fails when it is old.

const root = new URL('../../', import.meta.url)
const { version } = JSON.parse(await readFile(new URL('package.json', root), 'utf8'))
const document = `${JSON.stringify(openApiDocument(version), undefined, 1)}\n`
await writeFile(new URL('src/control-plane/admin/openapi.json', root), document)
