// A list of cards, on which cards are dropped.

import { useState, type DragEvent, type SubmitEvent } from "react";
import { carriesCard, leaves, lift, moveIn, moveOf, removeFrom } from "../shared/drag";
import { useAddCard, useMoveCard, useRemoveCard, type List } from "./api";

export function Column({ list }: { list: List }) {
  const [isOver, setIsOver] = useState(false);
  const add = useAddCard();
  const move = useMoveCard({
    optimistic: (view, args) => moveIn(view.board().lists, args, "react"),
  });
  const remove = useRemoveCard({
    optimistic: (view, { cardId }) => removeFrom(view.board().lists, cardId),
  });
  const error = add.error ?? move.error ?? remove.error;

  function drop(event: DragEvent) {
    setIsOver(false);
    move(moveOf(event, list.id)).catch(() => {});
  }

  function submit(event: SubmitEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = event.currentTarget;
    const title = String(new FormData(form).get("title"));
    add({ listId: list.id, title }).then(
      () => form.reset(),
      () => {},
    );
  }

  return (
    <section
      aria-label={list.title}
      className={isOver ? "over" : ""}
      onDragOver={(event) => setIsOver(carriesCard(event))}
      onDragLeave={(event) => leaves(event) && setIsOver(false)}
      onDrop={drop}
    >
      <h2>
        {list.title} <small>{list.cards.length}</small>
      </h2>
      <ul>
        {list.cards.map((card) => (
          <li
            key={card.id}
            className={card.touchedIn}
            data-card={card.id}
            draggable
            onDragStart={(event) => lift(event, card.id)}
          >
            {card.title}
            <button
              aria-label={`Remove ${card.title}`}
              onClick={() => remove({ cardId: card.id }).catch(() => {})}
            >
              ×
            </button>
          </li>
        ))}
      </ul>
      {error && <p role="alert">{error.message}</p>}
      <form onSubmit={submit}>
        <input
          name="title"
          aria-label={`Add to ${list.title}`}
          placeholder="Add a card"
          maxLength={80}
        />
      </form>
    </section>
  );
}
