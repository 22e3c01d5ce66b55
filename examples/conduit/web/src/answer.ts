// What the server has answered with a page: where it is, and what came of a form that was sent without a script.

import { createContext } from "react";

export interface Answer {
  readonly path: string;
  /** The parameters of the address. */
  readonly search: Readonly<Record<string, string>>;
  /** Why a form has failed. */
  readonly problem: string | null;
}

/** The answer that the document came with; without one there is nothing in it. */
export const Shown = createContext<Partial<Answer>>({});
