/** The version that the client needs: `tsc` says the sentence below to whoever has an older one. */

// Where this is not found: npm install solid-js@1.9
import type * as web from "solid-js/web";

/** Is an error unless its argument is `true`. */
type Needed<Found extends true> = Found;

/** `setBoolAttribute` is there since Solid 1.9. */
export type Requirement = Needed<
  "setBoolAttribute" extends keyof typeof web
    ? true
    : "This client needs Solid 1.9 or newer. Write: npm install solid-js@1.9"
>;
