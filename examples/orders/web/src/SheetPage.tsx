// The sheet of a customer: one form for the customer, the orders and their lines. It is saved as what changed.

import { useState } from "react";
import { newKey, useSheet, useTotal, type MizanError, type Sheet } from "./api";
import { ConflictPanel } from "./ConflictPanel";
import { OrderFields } from "./OrderFields";

/** A form that is being filled in, and the sheet with which it began. */
interface Draft {
  readonly value: Sheet;
  readonly since: Sheet;
}

export function SheetPage({ customerId }: { customerId: number }) {
  const sheet = useSheet({ customerId });
  const total = useTotal({ customerId });
  const [draft, setDraft] = useState<Draft>();
  if (sheet.pending) return <p>{sheet.error?.message ?? "One moment …"}</p>;
  const { data, edit, saving, conflict, saveError } = sheet;
  const shown = draft?.value ?? data;

  function change(recipe: (sheet: Sheet) => void) {
    const value = structuredClone(shown);
    recipe(value);
    setDraft({ value, since: draft?.since ?? data });
  }

  function save() {
    if (!draft) return;
    setDraft(undefined);
    edit(draft.value, { since: draft.since }).catch(({ code }: MizanError) => {
      // A conflict has both sides. Whatever else fails, the form has what was written.
      if (code !== "CONFLICT") setDraft((newer) => newer ?? draft);
    });
  }

  function status(): string {
    if (saving) return "Saving …";
    return draft || conflict ? "Not saved yet" : "Saved";
  }

  return (
    <main>
      <header>
        <input
          aria-label="Customer"
          value={shown.name}
          onChange={({ target }) => change((sheet) => void (sheet.name = target.value))}
        />
        <output aria-label="Total">{price(total.data ?? 0)}</output>
      </header>
      {conflict && <ConflictPanel conflict={conflict} />}
      {saveError && <p role="alert">{saveError.message}</p>}
      {shown.orders.map((order, at) => (
        <OrderFields
          key={order.id}
          order={order}
          onChange={(recipe) => change(({ orders }) => recipe(orders[at]!))}
          onRemove={() => change(({ orders }) => void orders.splice(at, 1))}
        />
      ))}
      <footer>
        <button
          onClick={() =>
            change(({ orders }) => void orders.push({ id: newKey(), title: "", lines: [] }))
          }
        >
          Add an order
        </button>
        <span role="status">{status()}</span>
        <button disabled={!draft} onClick={() => setDraft(undefined)}>
          Undo
        </button>
        <button className="main" disabled={!draft} onClick={save}>
          Save
        </button>
      </footer>
    </main>
  );
}

const price = (cents: number) => `€ ${(cents / 100).toFixed(2)}`;
