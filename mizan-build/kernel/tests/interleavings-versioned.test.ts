/** Random interleavings of everything, against a server that sends versions. */

import { playInterleavings } from "./support/property";

playInterleavings({ versioned: true, overlapping: true }, 0.5);
