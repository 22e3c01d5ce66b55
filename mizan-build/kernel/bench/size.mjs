/** Measures what a user's bundle gains by the kernel and by an adapter; fails above the limits. */

import { adapter, bundle, callingKernel, frameworks, hooks, kernel, sizeOf } from "./bundle.mjs";

const KB = 1024;

const measures = [
  {
    name: "kernel",
    code: kernel,
    limit: 7230,
  },
  { name: "kernel, with calls", code: callingKernel, limit: 10400 },
  {
    name: "kernel, with calls, uploads, hydration and tokens",
    code: "export * from './src/index.ts'",
  },
  {
    name: "streams, beside the kernel",
    code: kernel.replace("}", ", openStream }"),
    beside: kernel,
  },
  {
    name: "live contexts, beside the kernel",
    code: kernel.replace("}", ", live, liveStatus }"),
    beside: kernel,
    limit: 2020,
  },
  {
    name: "channels, beside the kernel and calls",
    code: callingKernel.replace("}", ", openRoom }"),
    beside: callingKernel,
  },
  {
    name: "channels, beside live contexts and calls",
    code: callingKernel.replace("}", ", live, liveStatus, openRoom }"),
    beside: callingKernel.replace("}", ", live, liveStatus }"),
  },
  {
    name: "ports, beside live contexts and calls",
    code: `${callingKernel.replace("}", ", live, liveStatus }")}; export { port } from './src/port.ts'`,
    beside: callingKernel.replace("}", ", live, liveStatus }"),
  },
  {
    name: "files over a socket, beside calls over it",
    code: callingKernel.replace("}", ", overSocket, socketUpload }"),
    beside: callingKernel.replace("}", ", overSocket }"),
  },
  {
    name: "the changes of large bundles, beside the kernel; loaded with the first of them",
    code: kernel.replace(
      "'./src/index.ts'",
      "'./src/index.ts'; export * from './src/share/patch.ts'",
    ),
    beside: kernel,
  },
  {
    name: "lists in pages, beside the kernel",
    code: kernel.replace("}", ", openList }"),
    beside: kernel,
  },
  ...frameworks.flatMap((name) => [
    { name: `adapter of ${name}`, ...hooks(name), limit: KB },
    { name: `adapter of ${name}, with a client and an error boundary`, ...adapter(name) },
  ]),
];

for (const { name, code, external, beside, limit } of measures) {
  const bytes = (await sizeOf(code, external)) - (beside ? await sizeOf(beside) : 0);
  const over = limit && bytes > limit;
  if (over) process.exitCode = 1;
  const verdict = limit ? `, limit ${limit}${over ? ": too large" : ""}` : "";
  console.log(`${name}: ${bytes} bytes minified and gzipped${verdict}`);
}

/** The code that stays of a client that a page imports and does not use, without its imports. */
for (const name of ["api", ...frameworks]) {
  const rest = (await bundle(`import './sample/${name}'`)).replace(/import[^;]*;/g, "").trim();
  console.log(`sample/${name}, imported and not used: ${rest.length} bytes`);
  if (rest) process.exitCode = 1;
}
