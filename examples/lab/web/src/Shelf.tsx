// Lists that grow page by page: books, which mutations change, and letters.

import { useAddBook, useBooks, useLetters, useRetitle } from "./api";

export function Shelf() {
  const books = useBooks.infinite();
  const letters = useLetters.infinite();
  const add = useAddBook();
  const retitle = useRetitle();
  const last = books.data?.at(-1);

  return (
    <>
      <h1>Shelf</h1>
      <button onClick={() => void add({ title: "New" })}>Add</button>
      <button onClick={() => last && void retitle({ id: last.id, title: "Last" })}>Retitle</button>
      <ol id="books">
        {books.data?.map(({ id, title }) => (
          <li key={id}>{title}</li>
        ))}
      </ol>
      <button disabled={!books.hasMore || books.loadingMore} onClick={books.loadMore}>
        More books
      </button>
      <p id="letters">{letters.data?.join("")}</p>
      <button disabled={!letters.hasMore || letters.loadingMore} onClick={letters.loadMore}>
        More letters
      </button>
    </>
  );
}
