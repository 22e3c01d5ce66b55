/** Random interleavings of everything, against a server that sends no versions. */

import { describe } from "vitest";
import { playInterleavings } from "./support/property";

describe("payloads one after the other", () => {
  playInterleavings({ versioned: false, overlapping: false }, 0.25);
});

describe("payloads overlapping", () => {
  playInterleavings({ versioned: false, overlapping: true }, 0.25);
});
