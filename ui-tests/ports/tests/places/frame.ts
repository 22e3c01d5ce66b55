// A frame of another origin: what it reaches, it reaches over the port of its parent.

import { createMizan, port } from "./api";
import { clientOf } from "./clientOf";

const client = clientOf(parent);
/** One that speaks with a window of another origin than the one that is there. */
const strange = () =>
  createMizan({ transport: port(parent, { origin: "https://other.example", patience: 300 }), retries: 0 });

Object.assign(globalThis, { client, strange });
