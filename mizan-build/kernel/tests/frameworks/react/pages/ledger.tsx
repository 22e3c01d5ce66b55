/** The page of edits. */

import { useState } from "react";
import { newKey, useLedgerEntries } from "../../../../sample/react";
import type { Pages } from "../../stage/protocol";

export function Ledger({ bookId }: Pages["ledger"]) {
  const [words, setWords] = useState("");
  const { data, edit, saving, conflict, saveError } = useLedgerEntries({ bookId });
  const entry = { id: newKey(), version: 0, place: 0, words, parts: [] };
  return (
    <>
      <p data-testid="words">{data?.map(({ words }) => words).join(" ")}</p>
      <input
        data-testid="new-words"
        value={words}
        onChange={(event) => setWords(event.target.value)}
      />
      <button data-testid="rename" onClick={() => edit(([first]) => void (first!.words = words))} />
      <button data-testid="add" onClick={() => edit((entries) => void entries.push(entry))} />
      <p data-testid="conflict">
        {conflict && `${conflict.places}: ${conflict.mine[0]!.words}, ${conflict.theirs[0]!.words}`}
      </p>
      <button data-testid="overwrite" onClick={() => conflict?.overwrite()} />
      <button data-testid="discard" onClick={() => conflict?.discard()} />
      <p data-testid="state">{saving ? "saving" : (saveError?.code ?? "idle")}</p>
    </>
  );
}
