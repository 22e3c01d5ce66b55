/** The version that the client needs: `tsc` says the sentence below to whoever has an older one. */

// Where this is not found: npm install react@19 react-dom@19 @types/react@19
import type * as react from "react";

/** Is an error unless its argument is `true`. */
type Needed<Found extends true> = Found;

/** `use` is there since React 19. */
export type Requirement = Needed<
  "use" extends keyof typeof react
    ? true
    : "This client needs React 19 or newer. Write: npm install react@19 react-dom@19 @types/react@19"
>;
