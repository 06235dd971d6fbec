import { svelte } from '@sveltejs/vite-plugin-svelte'
import { svelteTesting } from '@testing-library/svelte/vite'
import { defineConfig } from 'vitest/config'
import { catalogues } from './catalogue.ts'

export default defineConfig(({ command }) => ({
  plugins: [catalogues(), svelte(), svelteTesting()],
  // Relative, so that the same build opens on tauri://, http://tauri.localhost and the bridge.
  base: './',
  resolve: {
    // Catalogues come parsed (catalogue.ts), so the built app leaves the parser out.
    alias:
      command === 'build'
        ? [{ find: '@formatjs/icu-messageformat-parser', replacement: '@formatjs/icu-messageformat-parser/no-parser.js' }]
        : [],
  },
  build: {
    target: ['chrome111', 'safari16.4'],
    // The production policy is style-src 'self' and font-src 'self': nothing may become a data: URL.
    assetsInlineLimit: 0,
    modulePreload: false,
    rollupOptions: {
      output: {
        // The two files of a language would have one name.
        chunkFileNames: ({ facadeModuleId }) => `assets/${facadeModuleId?.endsWith('?later') ? 'later.' : ''}[name]-[hash].js`,
      },
    },
  },
  server: {
    // `npm run dev` beside a running bridge: BRIDGE=http://127.0.0.1:PORT npm run dev
    proxy: process.env.BRIDGE ? { '/ipc': process.env.BRIDGE, '/events': process.env.BRIDGE } : undefined,
  },
  test: { environment: 'happy-dom', include: ['test/**/*.test.ts'], setupFiles: ['test/english.ts'] },
}))
