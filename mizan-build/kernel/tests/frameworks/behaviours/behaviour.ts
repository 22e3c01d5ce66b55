/** A behaviour: what every framework has to show. */

import type { Scene } from "../support/scene";

/** Behaviours by their names. */
export interface Behaviours {
  readonly [name: string]: (scene: Scene) => Promise<void>;
}
