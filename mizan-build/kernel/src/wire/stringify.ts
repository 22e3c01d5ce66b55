/** JSON that is sent. Its names keep their order: only what is compared as text has to be canonical. */

/** As `JSON.stringify`, with a big integer as decimal text. */
export function stringify(value: object): string {
  try {
    // Whatever an application lets big integers be in JSON, a server reads decimal text.
    if (!(BigInt.prototype as { toJSON?: unknown }).toJSON) return JSON.stringify(value);
  } catch {
    // A big integer has no JSON. A replacer gives it one, and takes twice as long for everything.
  }
  return JSON.stringify(value, function (this: { [name: string]: unknown }, name, json: unknown) {
    const given = this[name];
    const value = typeof given === "bigint" ? given : json;
    return typeof value === "bigint" ? String(value) : value;
  });
}
