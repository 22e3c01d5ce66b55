/** A conflict of edits: what both sides have, where they differ, and the two ways out of it. */

import type { MizanError } from "../wire/error";
import { findPlaces, rowsOf, type RowsSpec } from "./changes";

/** Two have changed the same at once, and the other one was first. Nothing of the edit is saved. */
export interface Conflict<Data> {
  /** The data with the edits that could not be saved. */
  readonly mine: Data;
  /** The data as somebody else has saved them. */
  readonly theirs: Data;
  /** The data from which both started. */
  readonly base: Data;
  /** Where both changed something, as paths in `mine`: `0.lines.2.qty`. */
  readonly places: readonly string[];
  readonly error: MizanError;
  /** Saves the edits over what is stored now; what somebody else has changed elsewhere stays. */
  readonly overwrite: () => Promise<void>;
  /** Forgets the edits. */
  readonly discard: () => void;
}

/** What the ways out of a conflict do to its editor. */
interface Resolution<Data> {
  /** Lays the edits that could not be saved over a value. */
  readonly lay: (value: Data) => unknown;
  /** Edits the data as they are stored now. */
  readonly edit: (recipe: (draft: Data) => void) => Promise<void>;
  /** Ends the conflict: the edits are saved, or forgotten, or all that they concern is gone. */
  readonly end: () => void;
}

export function describeConflict<Data>(
  spec: RowsSpec,
  sides: Pick<Conflict<Data>, "mine" | "theirs" | "base" | "error">,
  { lay, edit, end }: Resolution<Data>,
): Conflict<Data> {
  const { mine, theirs, base } = sides;
  const places = findPlaces(spec, rowsOf(base), rowsOf(mine), rowsOf(theirs));
  const overwrite = () => {
    const done = edit((draft) => {
      const rows = lay(draft);
      if (Array.isArray(draft)) draft.splice(0, draft.length, ...(rows as unknown[]));
      else Object.assign(draft as object, rows);
    }).then(end);
    // The state shows the error; a caller who does not await must not cause an unhandled rejection.
    done.catch(() => {});
    return done;
  };
  return { ...sides, places, overwrite, discard: end };
}
