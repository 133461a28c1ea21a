#!/usr/bin/env node
// `npx bluegreen`: the command line through the wrapper, which installs what it needs.
import { runTask } from '../run/task.mjs'

await runTask('scripts/cli/main.ts', process.argv.slice(2))
