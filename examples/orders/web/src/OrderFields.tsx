// An order and its lines.

import { newKey, type Order } from "./api";

interface Props {
  readonly order: Order;
  readonly onChange: (recipe: (order: Order) => void) => void;
  readonly onRemove: () => void;
}

export function OrderFields({ order, onChange, onRemove }: Props) {
  return (
    <section aria-label={order.title}>
      <h2>
        <input
          aria-label="Title"
          value={order.title}
          onChange={({ target }) => onChange((order) => void (order.title = target.value))}
        />
        <button aria-label={`Remove ${order.title}`} onClick={onRemove}>
          ×
        </button>
      </h2>
      {order.lines.map((line, at) => {
        const set = (recipe: (line: Order["lines"][number]) => void) =>
          onChange(({ lines }) => recipe(lines[at]!));
        return (
          <p key={line.id}>
            <input
              aria-label="Product"
              value={line.product}
              onChange={({ target }) => set((line) => void (line.product = target.value))}
            />
            <input
              aria-label="Quantity"
              type="number"
              value={line.qty}
              onChange={({ target }) => set((line) => void (line.qty = Number(target.value)))}
            />
            <input
              aria-label="Price in cents"
              type="number"
              value={line.price}
              onChange={({ target }) => set((line) => void (line.price = Number(target.value)))}
            />
            <button
              aria-label={`Move ${line.product} up`}
              disabled={!at}
              onClick={() =>
                onChange(({ lines }) => void lines.splice(at - 1, 0, ...lines.splice(at, 1)))
              }
            >
              ↑
            </button>
            <button
              aria-label={`Remove ${line.product}`}
              onClick={() => onChange(({ lines }) => void lines.splice(at, 1))}
            >
              ×
            </button>
          </p>
        );
      })}
      <button
        onClick={() =>
          onChange(
            ({ lines }) =>
              void lines.push({ id: newKey(), position: 0, product: "", qty: 1, price: 0 }),
          )
        }
      >
        Add a line
      </button>
    </section>
  );
}
