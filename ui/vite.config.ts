import { svelte } from '@sveltejs/vite-plugin-svelte'
import { svelteTesting } from '@testing-library/svelte/vite'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  plugins: [svelte(), svelteTesting()],
  // Relative, so that the same build opens on tauri://, http://tauri.localhost and the bridge.
  base: './',
  build: {
    target: ['chrome111', 'safari16.4'],
    // The production policy is style-src 'self' and font-src 'self': nothing may become a data: URL.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  css: { lightningcss: { errorRecovery: true } },
  server: {
    strictPort: false,
    // `npm run dev` beside a running bridge: BRIDGE=http://127.0.0.1:PORT npm run dev
    proxy: process.env.BRIDGE
      ? { '/ipc': process.env.BRIDGE, '/events': process.env.BRIDGE }
      : undefined,
  },
  test: { environment: 'happy-dom', include: ['test/**/*.test.ts'] },
})
