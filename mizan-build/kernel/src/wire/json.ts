/** The JSON of the server; in development, with a warning of integers that JavaScript rounds. */

declare const process: { readonly env: { readonly NODE_ENV?: string } };

/** The text as it is, after a look at its integers; `from` is the name of its function or context. */
export function checked(text: string, from: string): string {
  try {
    // Bundlers know the value, and leave this out of what they make for production.
    if (process.env.NODE_ENV !== "production") warnOfRounded(text, from);
  } catch {
    // Nothing has replaced the variable, and a browser has none.
  }
  return text;
}

/** A text with the colon of a name, or a number. */
const TOKEN = /"([^"\\]*(?:\\.[^"\\]*)*)"(\s*:)?|-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?/g;

/** The names that were told of already. */
const told = new Set<string>();

function warnOfRounded(text: string, from: string): void {
  // No shorter number is rounded, and nearly no answer has a longer one.
  if (!/\d{16}/.test(text)) return;
  let name = "";
  for (const [token, content = "", colon] of text.matchAll(TOKEN)) {
    if (colon) name = content;
    const isInteger = /^-?\d+$/.test(token);
    if (!isInteger || Number.isSafeInteger(Number(token)) || told.has(`${from} ${name}`)) continue;
    told.add(`${from} ${name}`);
    console.warn(
      `mizan: \`${name}\` of \`${from}\` is ${token}, which JavaScript rounds to ` +
        `${BigInt(Number(token))}.\nWrite \`#[serde(with = "mizan::bigint")]\` above the field in ` +
        "Rust, and it is a `bigint` here.",
    );
  }
}
