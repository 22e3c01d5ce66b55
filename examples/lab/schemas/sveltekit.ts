// What Superforms reads of `$app` in SvelteKit, on a server.

export const browser = false;
export const building = false;
export const dev = false;
export const version = "";
