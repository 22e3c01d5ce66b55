/** The version that the client needs: `tsc` says the sentence below to whoever has an older one. */

// Where this is not found: npm install vue@3.5
import type * as vue from "vue";

/** Is an error unless its argument is `true`. */
type Needed<Found extends true> = Found;

/** `onWatcherCleanup` is there since Vue 3.5. */
export type Requirement = Needed<
  "onWatcherCleanup" extends keyof typeof vue
    ? true
    : "This client needs Vue 3.5 or newer. Write: npm install vue@3.5"
>;
