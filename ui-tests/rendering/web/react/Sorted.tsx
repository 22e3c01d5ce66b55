import { Suspense } from "react";
import { useLedger, useTable } from "./api";

/** The last three rows and sums, sorted where they lie, as nobody should. An error in here is a fallback on a server. */
export function Sorted() {
  return (
    <Suspense fallback={<p>waiting</p>}>
      <Last />
    </Suspense>
  );
}

function Last() {
  const { rows = [] } = useTable().data ?? {};
  const { sums = [] } = useLedger().data ?? {};
  const last = (rows as { id: number; name: string }[]).sort((one, other) => other.id - one.id);
  const largest = (sums as { cents: bigint }[]).sort((one, other) => (one.cents < other.cents ? 1 : -1));
  const names = last.slice(0, 3).map(({ name }) => name);
  return <p>{[...names, ...largest.map(({ cents }) => `${cents}`)].join()}</p>;
}
