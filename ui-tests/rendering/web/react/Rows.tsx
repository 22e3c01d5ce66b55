import { useTable } from "./api";

/** All rows. */
export function Rows() {
  const table = useTable();
  return <List rows={table.data?.rows ?? []} />;
}

interface Row {
  readonly id: number;
  readonly name: string;
  readonly price: number;
  readonly stock: number | null;
  readonly tags: readonly string[];
}

/** Rows that are at hand. */
export function List({ rows }: { rows: readonly Row[] }) {
  return (
    <table>
      <tbody>
        {rows.map(({ id, name, price, stock, tags }) => (
          <tr key={id}>
            <td>{name}</td>
            <td>{price}</td>
            <td>{stock ?? "not counted"}</td>
            <td>{tags.join(", ")}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
