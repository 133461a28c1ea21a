import { readdirSync, readFileSync } from 'node:fs'
import { root } from '../run/install.mjs'

/** Returns the folders of the packages that files belong to, sorted. */
export function packagesOf(paths) {
  const folder = /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/
  return [...new Set(paths.flatMap((path) => folder.exec(path) ?? []))].toSorted((a, b) =>
    a < b ? -1 : 1
  )
}

/** Returns the licences of packages as a comment. Throws when one has no licence file. */
export function licencesOf(folders) {
  const all = ['LICENSE', ...folders].map((folder) => {
    if (folder === 'LICENSE') return `This program:\n\n${read(`${root}LICENSE`)}`
    const { name, version } = JSON.parse(read(`${root}${folder}/package.json`))
    return `${name} ${version}:\n\n${read(`${root}${folder}/${licenceIn(folder)}`)}`
  })
  return `\n/*!\nLicences\n\n${all.join('\n\n---\n\n').replaceAll('*/', '* /')}\n*/\n`
}

function licenceIn(folder) {
  const found = readdirSync(`${root}${folder}`).find((name) => /^licen[cs]e/i.test(name))
  if (found === undefined) throw new Error(`${folder} has no licence file`)
  return found
}

function read(file) {
  return readFileSync(file, 'utf8').trim()
}
