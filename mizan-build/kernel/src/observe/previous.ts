/** The data of the instance before, shown while another one loads; for adapters. */

import type { View } from "../store/entry";

/**
 * A view without data, with those of the view before; with its own error, if there is one. Data of a session
 * that has ended are not shown.
 */
export function withPrevious<State extends View<unknown>>(
  view: State,
  previous: State | undefined,
): State {
  if (!view.pending || !previous || previous.pending || view.$session !== previous.$session) {
    return view;
  }
  const { error } = view;
  return { ...previous, error, refreshing: !error };
}
