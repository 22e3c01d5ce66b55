/** Looks for what only a browser has. */
export function Throws() {
  return <p>{window.innerWidth}</p>;
}

/** Writes to standard output. */
export function Prints() {
  console.log("printed by a component");
  process.stdout.write("printed by a component\n");
  return <p>printed</p>;
}
