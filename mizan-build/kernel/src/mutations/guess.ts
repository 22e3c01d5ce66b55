/** Guesses: the optimistic layer of a mutation, from the recipe that its caller wrote. */

import { batch } from "../store/batch";
import type { Core, Layer } from "../store/core";
import { fold } from "../store/optimism";

/** Adds a layer. An exception of the recipe's first run is thrown, and then nothing has changed. */
export function addLayer(core: Core, recipe: Layer["recipe"]): Layer {
  const layer: Layer = { recipe, touched: new Set() };
  core.fold = fold;
  batch(core, () => {
    core.layers.push(layer);
    fold(core);
  });
  if ("error" in layer) throw layer.error;
  return layer;
}
