// Dragging is the browser's, and so the same in every framework: a card carries its id. Since the
// browser carries it, a card may be dropped in another frame.

const CARD = "application/x-card";

type Drag = Pick<DragEvent, "dataTransfer" | "currentTarget" | "clientY" | "preventDefault">;

interface Card {
  id: number;
  touchedIn: string;
}

interface List<Kind extends Card> {
  id: number;
  cards: Kind[];
}

/** The arguments of `moveCard`. */
export interface Move {
  cardId: number;
  listId: number;
  before: number | null;
}

/** Begins to drag a card. */
export function lift({ dataTransfer }: Drag, cardId: number): void {
  dataTransfer?.setData(CARD, String(cardId));
}

/** Whether a card is dragged over an element; it may then be dropped there. */
export function carriesCard(drag: Drag): boolean {
  const carries = drag.dataTransfer?.types.includes(CARD) ?? false;
  if (carries) drag.preventDefault();
  return carries;
}

/** Whether the pointer leaves an element, and not only goes on to something in it. */
export function leaves({ currentTarget, relatedTarget }: Leaving): boolean {
  return !(currentTarget as Node).contains(relatedTarget as Node | null);
}

type Leaving = Pick<DragEvent, "currentTarget" | "relatedTarget">;

/** The move of a card that is dropped on a list: before the first card whose middle is below the pointer. */
export function moveOf(drop: Drag, listId: number): Move {
  drop.preventDefault();
  const cardId = Number(drop.dataTransfer?.getData(CARD));
  const cards = (drop.currentTarget as Element).querySelectorAll<HTMLElement>("[data-card]");
  const below = [...cards].find((element) => {
    const { top, height } = element.getBoundingClientRect();
    return Number(element.dataset["card"]) !== cardId && drop.clientY < top + height / 2;
  });
  return { cardId, listId, before: below ? Number(below.dataset["card"]) : null };
}

/** Does to a draft what the server does to the board. */
export function moveIn<Kind extends Card>(
  lists: List<Kind>[],
  { cardId, listId, before = null }: Omit<Move, "before"> & { before?: number | null },
  touchedIn: Kind["touchedIn"],
): void {
  const cards = lists.find(({ id }) => id === listId)?.cards;
  const card = lists.flatMap((list) => list.cards).find(({ id }) => id === cardId);
  if (!cards || !card) return;
  removeFrom(lists, cardId);
  const at = cards.findIndex(({ id }) => id === before);
  cards.splice(at < 0 ? cards.length : at, 0, { ...card, touchedIn });
}

/** Takes a card off its list, in a draft. */
export function removeFrom(lists: List<Card>[], cardId: number): void {
  for (const { cards } of lists) {
    const at = cards.findIndex(({ id }) => id === cardId);
    if (at >= 0) cards.splice(at, 1);
  }
}
