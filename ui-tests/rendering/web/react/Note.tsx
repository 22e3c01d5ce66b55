import { useNote } from "./api";
import { useResponse } from "./api/response";

/** A note; its title is that of the document. */
export function Note({ topic }: { topic: string }) {
  const response = useResponse();
  const { data, error } = useNote({ topic });
  if (error?.code === "NOT_FOUND") response.status(404);
  if (data?.content.moved_to) response.redirect(`/notes/${data.content.moved_to}`);
  const text = data?.content.text ?? error?.code ?? "loading";
  return (
    <>
      <title>{text}</title>
      <meta name="description" content={text} />
      <p id="text">{text}</p>
    </>
  );
}
