import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // A limit for what hangs: on a busy machine the longest tests take minutes.
    testTimeout: 180_000,
    hookTimeout: 180_000,
    // Two cores, and some tests run real processes: more workers only make them wait for each other.
    maxWorkers: 2,
  },
});
