/** Measures what a user's bundle gains by the kernel and by an adapter; fails above the limits. */

import { adapter, bundle, callingKernel, frameworks, hooks, kernel, sizeOf } from "./bundle.mjs";

const KB = 1024;

/** The rules of a form with ten fields, as a build writes them. */
const tenFields = `
import { boolean, email, form, integer, length, oneOf, optional, pattern, range, required, text } from './src/index.ts';
export const signupForm = /* @__PURE__ */ form(() => ({
  name: text(required, length(1, 100)),
  email: text(email),
  phone: optional(text(length(5, 20))),
  street: text(required),
  city: text(required),
  zip: text(pattern(/^[A-Z]{2}[0-9]{4}$/u)),
  zone: text(oneOf("eu", "us", "as")),
  age: integer(range(18, 150)),
  message: optional(text(length(10))),
  news: boolean(),
}));
`;

/** A form with rows and the address of a page beside it. */
const withRows = tenFields
  .replace("boolean,", "boolean, list, url,")
  .replace(
    "news: boolean()",
    "news: boolean(), site: text(url), friends: list(signupForm, length(1, 9))",
  );

const measures = [
  {
    name: "kernel",
    code: kernel,
    limit: 7240,
  },
  { name: "kernel, with calls", code: callingKernel, limit: 10430 },
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
    name: "pages that a server has rendered, beside the kernel",
    code: `${kernel}; export { takePage } from './src/rendering/index.ts'`,
    beside: kernel,
    limit: KB,
  },
  {
    name: "lists in pages, beside the kernel",
    code: kernel.replace("}", ", openList }"),
    beside: kernel,
  },
  {
    name: "rows that are edited, beside the kernel and calls",
    code: callingKernel.replace("}", ", openEditable, newKey }"),
    beside: callingKernel,
    limit: 2560,
  },
  { name: "the rules of a form with ten fields, as a Standard Schema", code: tenFields, limit: KB },
  { name: "rows and web addresses, beside it", code: withRows, beside: tenFields },
  {
    name: "filling in forms, beside the kernel and calls",
    code: callingKernel.replace("}", ", createForm }"),
    beside: callingKernel,
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
