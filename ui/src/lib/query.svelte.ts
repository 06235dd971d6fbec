// What stands behind the question mark of a screen's own address.
import { router } from 'svelte-spa-router'

/** Follows the address while it is this path's: on the way out the next screen's is no business of this one. */
export function queryOf(path: () => string): () => string {
  let query = $state(router.querystring ?? '')
  $effect.pre(() => {
    if (router.location === path()) query = router.querystring ?? ''
  })
  return () => query
}
