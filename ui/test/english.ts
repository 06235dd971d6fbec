// Tests read English, as a phone does that was not told otherwise.
import { loadLabels, setLanguage } from '../src/lib/i18n.svelte'

await setLanguage('en')
await loadLabels()
