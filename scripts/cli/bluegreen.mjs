#!/usr/bin/env node
// `npx bluegreen`: plain JavaScript without packages, for the Node of the system. It runs the command line as one file,
// which it builds first when the checkout has changed.
import { pathToFileURL } from 'node:url'
import { builtCommandLine } from '../package/built.mjs'

const built = await builtCommandLine(process.argv.slice(2))
if (built !== undefined) await import(pathToFileURL(built).href)
