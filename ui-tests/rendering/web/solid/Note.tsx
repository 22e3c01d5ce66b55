import { Meta, MetaProvider, Title } from "@solidjs/meta";
import { useNote } from "./api";
import { useResponse } from "./api/response";

/** A note; its title is that of the document. */
export function Note(props: { topic: string }) {
  const response = useResponse();
  const note = useNote(() => ({ topic: props.topic }));
  if (note.error?.code === "NOT_FOUND") response.status(404);
  const movedTo = note.data?.content.moved_to;
  if (movedTo) response.redirect(`/notes/${movedTo}`);
  const text = () => note.data?.content.text ?? note.error?.code ?? "loading";
  return (
    <MetaProvider>
      <Title>{text()}</Title>
      <Meta name="description" content={text()} />
      <p id="text">{text()}</p>
    </MetaProvider>
  );
}
