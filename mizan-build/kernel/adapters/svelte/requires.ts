/** The version that the client needs: `tsc` says the sentence below to whoever has an older one. */

// Where this is not found: npm install svelte@5
import type * as svelte from "svelte";

/** Is an error unless its argument is `true`. */
type Needed<Found extends true> = Found;

/** `mount` is there since Svelte 5. */
export type Requirement = Needed<
  "mount" extends keyof typeof svelte
    ? true
    : "This client needs Svelte 5 or newer. Write: npm install svelte@5"
>;
