/** @jsxImportSource solid-js */
/** The page of edits. */

import { createSignal } from "solid-js";
import { newKey, useLedgerEntries } from "../../../../sample/solid";
import type { Pages } from "../../stage/protocol";

export function Ledger(props: Pages["ledger"]) {
  const [words, setWords] = createSignal("");
  const ledger = useLedgerEntries(() => ({ bookId: props.bookId }));
  const entry = () => ({ id: newKey(), version: 0, place: 0, words: words(), parts: [] });
  const sides = () => {
    const { conflict } = ledger;
    if (!conflict) return "";
    return `${conflict.places}: ${conflict.mine[0]!.words}, ${conflict.theirs[0]!.words}`;
  };
  return (
    <>
      <p data-testid="words">{ledger.data?.map(({ words }) => words).join(" ")}</p>
      <input data-testid="new-words" onInput={(event) => setWords(event.currentTarget.value)} />
      <button
        data-testid="rename"
        onClick={() => void ledger.edit(([first]) => void (first!.words = words()))}
      />
      <button
        data-testid="add"
        onClick={() => void ledger.edit((entries) => void entries.push(entry()))}
      />
      <p data-testid="conflict">{sides()}</p>
      <button data-testid="overwrite" onClick={() => void ledger.conflict?.overwrite()} />
      <button data-testid="discard" onClick={() => ledger.conflict?.discard()} />
      <p data-testid="state">{ledger.saving ? "saving" : (ledger.saveError?.code ?? "idle")}</p>
    </>
  );
}
