// A conflict: what both have changed, with the two values side by side.

import type { MizanConflict, Sheet } from "./api";

export function ConflictPanel({ conflict }: { conflict: MizanConflict<Sheet> }) {
  const { places, mine, theirs, overwrite, discard } = conflict;
  return (
    <section role="alert" className="conflict">
      <h2>Somebody else was faster</h2>
      <p>Nothing of yours is saved. Both of you have changed this:</p>
      <table>
        <thead>
          <tr>
            <th />
            <th>Yours</th>
            <th>Theirs</th>
          </tr>
        </thead>
        <tbody>
          {places.map((place) => (
            <tr key={place}>
              <th>{nameOf(place)}</th>
              <td>{valueAt(mine, place)}</td>
              <td>{valueAt(theirs, place)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <button className="main" onClick={() => void overwrite()}>
        Save mine
      </button>
      <button onClick={discard}>Keep theirs</button>
    </section>
  );
}

/** The last name of a path: `title` of `0.orders.1.title`. */
function nameOf(place: string): string {
  const names = place.split(".").filter((part) => !/^\d+$/.test(part));
  return names[names.length - 1] ?? "the customer";
}

/** The text at a path, whose first part is the customer. A row that is gone has none. */
function valueAt(sheet: Sheet, place: string): string {
  let value: unknown = sheet;
  for (const part of place.split(".").slice(1)) value = (value as never)?.[part];
  return typeof value === "object" || value === undefined ? "–" : String(value);
}
