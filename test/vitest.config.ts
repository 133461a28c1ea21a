import { cloudflareTest } from '@cloudflare/vitest-plugin'
import { defineConfig } from 'vitest/config'
import { pageWithDocument } from './support/page-with-document.ts'
import { startScriptedOrigins } from './support/scripted-origin.ts'
import { workerModels, workerReceivers } from './support/worker-models.ts'

const root = new URL('..', import.meta.url).pathname

/**
 * Most tests wait more than they compute, so that two files run at a time also on two cores. Those
 * of the models and of the stack, which listens on fixed ports, run one after another.
 */
export default defineConfig({
  root,
  test: {
    // The Worker logs each failure that a test provokes.
    silent: 'passed-only',
    maxWorkers: 2,
    projects: [
      {
        root,
        test: {
          name: 'core',
          include: ['test/core/**/*.test.ts', 'test/page/*.test.ts'],
          environment: 'node',
          testTimeout: 20_000,
          setupFiles: ['test/support/seed.ts'],
        },
      },
      {
        root,
        plugins: [
          // Called for each test file: each has origins of its own.
          cloudflareTest(async () => {
            const ports = await startScriptedOrigins()
            const bindings = { MODELS: workerModels(ports), ...workerReceivers(ports) }
            return {
              wrangler: { configPath: './wrangler.toml' },
              miniflare: {
                bindings: { ...bindings, ADMIN_TOKEN: 'test-token-of-the-admin-route' },
                serviceBindings: { PAGE: pageWithDocument },
              },
            }
          }),
        ],
        test: {
          name: 'worker',
          include: [
            'test/control-plane/**/*.test.ts',
            'test/data-plane/**/*.test.ts',
            'test/platform/**/*.test.ts',
          ],
          setupFiles: ['test/support/seed.ts'],
          testTimeout: 20_000,
        },
      },
      {
        root,
        test: {
          name: 'models',
          include: ['test/models/**/*.test.ts'],
          environment: 'node',
          fileParallelism: false,
          testTimeout: 20_000,
          hookTimeout: 30_000,
        },
      },
      {
        root,
        test: {
          name: 'scripts',
          include: ['test/scripts/**/*.test.ts'],
          environment: 'node',
          testTimeout: 20_000,
        },
      },
      {
        root,
        test: {
          name: 'page',
          include: ['test/page/browser/**/*.test.ts'],
          environment: 'node',
          testTimeout: 30_000,
          // The first one installs Chromium where it is missing.
          hookTimeout: 300_000,
        },
      },
      {
        root,
        test: {
          name: 'stack',
          include: ['test/stack/**/*.test.ts'],
          environment: 'node',
          fileParallelism: false,
          testTimeout: 70_000,
          hookTimeout: 70_000,
        },
      },
      {
        root,
        test: {
          name: 'scenarios',
          include: ['test/scenarios/**/*.test.ts'],
          environment: 'node',
          testTimeout: 90_000,
          hookTimeout: 90_000,
        },
      },
      {
        root,
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          environment: 'node',
          globalSetup: ['test/support/wire/bundle.ts'],
          testTimeout: 20_000,
          hookTimeout: 30_000,
        },
      },
    ],
  },
})
