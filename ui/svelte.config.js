import { vitePreprocess } from '@sveltejs/vite-plugin-svelte'

// Runes everywhere, also where a component needs none: the code for the older kind stays out of the app.
export default { preprocess: vitePreprocess(), compilerOptions: { runes: true } }
