// A list of cards, on which cards are dropped.

import { For, Show, createSignal } from "solid-js";
import { carriesCard, leaves, lift, moveIn, moveOf, removeFrom } from "../shared/drag";
import { useAddCard, useMoveCard, useRemoveCard, type List } from "./api";

export function Column(props: { list: List }) {
  const [isOver, setIsOver] = createSignal(false);
  const [title, setTitle] = createSignal("");
  const add = useAddCard();
  const move = useMoveCard({
    optimistic: (view, args) => moveIn(view.board().lists, args, "solid"),
  });
  const remove = useRemoveCard({
    optimistic: (view, { cardId }) => removeFrom(view.board().lists, cardId),
  });
  const error = () => add.error ?? move.error ?? remove.error;

  function drop(event: DragEvent) {
    setIsOver(false);
    move(moveOf(event, props.list.id)).catch(() => {});
  }

  function submit(event: SubmitEvent) {
    event.preventDefault();
    add({ listId: props.list.id, title: title() }).then(
      () => setTitle(""),
      () => {},
    );
  }

  return (
    <section
      aria-label={props.list.title}
      classList={{ over: isOver() }}
      onDragOver={(event) => setIsOver(carriesCard(event))}
      onDragLeave={(event) => leaves(event) && setIsOver(false)}
      onDrop={drop}
    >
      <h2>
        {props.list.title} <small>{props.list.cards.length}</small>
      </h2>
      <ul>
        <For each={props.list.cards}>
          {(card) => (
            <li
              class={card.touchedIn}
              data-card={card.id}
              draggable={true}
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
          )}
        </For>
      </ul>
      <Show when={error()}>{(error) => <p role="alert">{error().message}</p>}</Show>
      <form onSubmit={submit}>
        <input
          value={title()}
          onInput={(event) => setTitle(event.target.value)}
          aria-label={`Add to ${props.list.title}`}
          placeholder="Add a card"
          maxLength={80}
        />
      </form>
    </section>
  );
}
