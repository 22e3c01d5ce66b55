/** What a page is shown with, whose properties change. */

import type { Setting } from "../stage/protocol";

export interface Given extends Omit<Setting, "props"> {
  props: object;
}

export function createGiven({ props, ...setting }: Setting): Given {
  let current = $state.raw(props);
  return {
    ...setting,
    get props() {
      return current;
    },
    set props(next) {
      current = next;
    },
  };
}
