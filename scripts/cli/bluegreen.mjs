#!/usr/bin/env node
// `npx bluegreen`: runs the command line through the wrapper, which installs its packages.
import { runTask } from '../run/task.mjs'

await runTask('scripts/cli/main.ts', process.argv.slice(2))
