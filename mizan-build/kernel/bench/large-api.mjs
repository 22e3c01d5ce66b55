/**
 * Measures what one hook of an API of 1 000 functions costs; fails above the kernel, the adapter and
 * 300 bytes. The test `one_hook_of_a_thousand_functions_costs_its_own_spec` of the Rust crate writes
 * the clients and runs this.
 */

import { adapter, callingKernel, frameworks, kernel, sizeOf } from "./bundle.mjs";

const SPEC = 300;
const HOOKS = { context: "usePart7", member: "useRead73", function: "useChange7" };

for (const name of frameworks) {
  const { code, external } = adapter(name);
  const adapterSize = await sizeOf(code, external);
  const client = `./node_modules/.cache/mizan-large-api/${name}`;
  for (const [kind, hook] of Object.entries(HOOKS)) {
    const kernelSize = await sizeOf(kind === "function" ? callingKernel : kernel);
    const limit = kernelSize + adapterSize + SPEC;
    const bytes = await sizeOf(`export { ${hook} } from '${client}'`);
    if (bytes > limit) process.exitCode = 1;
    const verdict = `limit ${limit}${bytes > limit ? ": too large" : ""}`;
    console.log(`${name}, the hook of one ${kind} of 1000: ${bytes} bytes, ${verdict}`);
  }
  console.log(`${name}, all hooks: ${await sizeOf(`export * from '${client}'`)} bytes`);
}
