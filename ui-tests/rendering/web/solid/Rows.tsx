import { For } from "solid-js";
import { useTable } from "./api";

/** All rows. */
export function Rows() {
  const table = useTable();
  return (
    <table>
      <tbody>
        <For each={table.data?.rows}>
          {(row) => (
            <tr>
              <td>{row.name}</td>
              <td>{row.price}</td>
              <td>{row.stock ?? "not counted"}</td>
              <td>{row.tags.join(", ")}</td>
            </tr>
          )}
        </For>
      </tbody>
    </table>
  );
}
