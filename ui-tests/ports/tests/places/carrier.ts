// A worker that carries the frames of its page to the server.

import { bridge } from "./bridge";

bridge(self as never, `${location.origin.replace("http", "ws")}/api/mizan/ws/`);
