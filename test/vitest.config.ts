import { cloudflareTest } from '@cloudflare/vitest-plugin'
import { defineConfig } from 'vitest/config'
import { workerModels } from './support/worker-models.ts'

const root = new URL('..', import.meta.url).pathname

/** The stack listens on fixed ports, and all share two cores: most files run one after another. */
export default defineConfig({
  root,
  test: {
    // The Worker logs each failure that a test provokes.
    silent: 'passed-only',
    projects: [
      {
        root,
        test: {
          name: 'core',
          include: ['test/core/**/*.test.ts'],
          environment: 'node',
          testTimeout: 20_000,
          setupFiles: ['test/support/seed.ts'],
        },
      },
      {
        root,
        plugins: [
          cloudflareTest(({ inject }) => {
            const MODELS = workerModels(inject('scriptedPorts'))
            return {
              wrangler: { configPath: './wrangler.toml' },
              miniflare: { bindings: { MODELS, ADMIN_TOKEN: 'test-token' } },
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
          globalSetup: ['test/support/scripted-origin.ts'],
          setupFiles: ['test/support/seed.ts'],
          fileParallelism: false,
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
          fileParallelism: false,
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
          fileParallelism: false,
          testTimeout: 20_000,
          hookTimeout: 30_000,
        },
      },
    ],
  },
})
