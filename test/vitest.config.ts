import { defineConfig } from 'vitest/config'

const root = new URL('..', import.meta.url).pathname

/** Models and the stack listen on fixed ports and share two cores: their files run one after another. */
export default defineConfig({
  root,
  test: {
    projects: [
      {
        root,
        test: { name: 'core', include: ['test/core/**/*.test.ts'], environment: 'node' },
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
    ],
  },
})
