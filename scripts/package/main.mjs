// `npm run build:cli`: the command line as one file, and as the folder of a package for `npm pack`.
import { builtCommandLine } from './built.mjs'
import { writePackage } from './npm-package.mjs'

const built = await builtCommandLine()
if (built !== undefined) {
  console.log(built)
  console.log(writePackage(built))
}
