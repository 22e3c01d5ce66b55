// Opens the window of the benchmark, measures in it, and prints the times and their ratios.

import path from "node:path";
import { Application, openDisplay } from "../../../../examples/desk/app/tests/display.mjs";

const { build } = await import("../../../../mizan-build/kernel/node_modules/esbuild/lib/main.js");

/** The bytes of the argument, the calls of one sample, the samples. */
const SIZES = [
  [100, 100, 30],
  [1_000_000, 2, 30],
];

const bundle = await build({
  entryPoints: [path.join(import.meta.dirname, "page.ts")],
  bundle: true,
  minify: true,
  format: "iife",
  write: false,
});

const display = await openDisplay();
let application;
try {
  const env = { ...display.env, CALLS_WINDOW: "1" };
  application = await Application.start(process.argv[2], env);
  await application.run((script) => globalThis.eval(script), bundle.outputFiles[0].text);
  for (const size of SIZES) {
    const times = await application.run((...size) => globalThis.measureCalls(...size), ...size);
    console.log(
      `a call with ${size[0].toLocaleString("en")} bytes, the median of ${size[2]} samples:`,
    );
    const { mizan } = times;
    for (const [name, time] of Object.entries(times)) {
      const ratio = name === "mizan" ? "" : `, Mizan takes ${(mizan / time).toFixed(2)} of it`;
      console.log(`  ${name.padEnd(6)} ${time.toFixed(3)} ms${ratio}`);
    }
  }
  const time = await application.run(() => globalThis.measureAtOnce(1000));
  console.log(`1,000 calls at once by Mizan: ${time.toFixed(0)} ms`);
} finally {
  await application?.stop();
  await display.close();
}
