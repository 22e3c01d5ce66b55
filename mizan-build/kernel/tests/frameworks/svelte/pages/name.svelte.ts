/** A store of its own, whose root lives longer than the component that made it. */

import { useUserProfile } from "../../../../sample/svelte";

export function createName(userId: number): { readonly current: string } {
  let current = $state("");
  const end = $effect.root(() => {
    const profile = useUserProfile({ userId });
    $effect(() => {
      current = profile.data?.name ?? "";
    });
  });
  // The page ends it from outside, when the component may be gone.
  Object.assign(globalThis, { endRoot: end });
  return {
    get current() {
      return current;
    },
  };
}
