/** The parts by which pages are rendered on a server and taken over in the browser; for adapters. */

export { takePage } from "./browser";
export { rendererOf, type RenderedPages } from "./server";
