// Tests read English, as a phone does that was not told otherwise.
import { loadWords, setLanguage } from '../src/lib/i18n.svelte'

await setLanguage('en')
await loadWords()
