import { createMemo } from "solid-js";
import { createStore, produce } from "solid-js/store";
import { useLedger, useTable } from "./api";

/** The last three rows and sums, sorted where they lie, as nobody should. */
export function Sorted() {
  const table = useTable();
  const ledger = useLedger();
  const shown = createMemo(() => {
    const { rows = [] } = table.data ?? {};
    const { sums = [] } = ledger.data ?? {};
    const [store, setStore] = createStore({ rows: rows as { id: number; name: string }[] });
    setStore(produce((store) => void store.rows.sort((one, other) => other.id - one.id)));
    const largest = (sums as { cents: bigint }[]).sort((one, other) => (one.cents < other.cents ? 1 : -1));
    const names = store.rows.slice(0, 3).map(({ name }) => name);
    return [...names, ...largest.map(({ cents }) => `${cents}`)].join();
  });
  return <p>{shown()}</p>;
}
