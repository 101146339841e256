import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Two cores, and some tests run real processes: more workers only make them wait for each other.
    maxWorkers: 2,
  },
});
