// The pages of a bundle, which is loaded once.

import { pathToFileURL } from "node:url";

async function openPages(bundle) {
  const pages = pagesOf(await import(pathToFileURL(bundle).href));
  return { load: () => pages, documentOf: () => "", explain: () => {} };
}

