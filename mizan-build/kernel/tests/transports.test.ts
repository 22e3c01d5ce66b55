/** The contract of a transport, held by HTTP with and without tokens, by a socket, and by a port. */

import { createHttp } from "../src/wire/http";
import { Tokens } from "../src/wire/tokens";
import { describeTransport } from "./support/contract";
import { serve } from "./support/http-server";
import { openPort } from "./support/port-server";
import { openSocket } from "./support/socket-server";

describeTransport("HTTP", async (server) => createHttp({ baseUrl: await serve(server) }));

describeTransport("HTTP with tokens", async (server) => {
  const tokens = new Tokens({ renew: () => Promise.reject(new Error("not needed")) });
  tokens.keep({ access: "a", refresh: "r" });
  return tokens.transport({ baseUrl: await serve(server) });
});

describeTransport("a socket", openSocket);

describeTransport("a port", openPort);
