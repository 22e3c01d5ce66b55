// Writing an article, and changing one.

import { useState, type FormEvent, type KeyboardEvent } from "react";
import { useNavigate, useParams } from "react-router";
import { useDraft, usePublish, useRevise, type Draft, type MizanError } from "../api";
import { Field, TextField } from "../components/Field";
import { Icon } from "../components/Icon";
import { Problems } from "../components/Problems";

export function NewArticle() {
  const publish = usePublish();
  return (
    <EditorForm
      title="New article"
      draft={{ title: "", description: "", body: "", tags: [] }}
      save={(draft) => publish({ draft })}
      pending={publish.pending}
      error={publish.error}
    />
  );
}

export function EditArticle() {
  const slug = useParams().slug!;
  const { data: draft } = useDraft.suspense({ slug });
  const revise = useRevise();
  return (
    <EditorForm
      key={slug}
      title="Edit article"
      draft={draft}
      save={(draft) => revise({ slug, draft })}
      pending={revise.pending}
      error={revise.error}
    />
  );
}

interface Form {
  readonly title: string;
  readonly draft: Draft;
  /** Answers with the slug of the article. */
  readonly save: (draft: Draft) => Promise<string>;
  readonly pending: boolean;
  readonly error: MizanError | undefined;
}

function EditorForm({ title, draft, save, pending, error }: Form) {
  const [tags, setTags] = useState(draft.tags);
  const navigate = useNavigate();

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const fields = new FormData(event.currentTarget);
    const text = (name: string) => String(fields.get(name));
    save({
      title: text("title"),
      description: text("description"),
      body: text("body"),
      tags: [...tags, text("tag")],
    }).then(
      (slug) => navigate(`/article/${slug}`),
      () => {},
    );
  }

  return (
    <div className="editor-page container page">
      <title>{`${title} — Conduit`}</title>
      <h1 className="visually-hidden">{title}</h1>
      <Problems error={error} />
      <form onSubmit={submit}>
        <Field label="Article title" name="title" defaultValue={draft.title} />
        <Field label="What is it about?" name="description" defaultValue={draft.description} />
        <TextField
          label="Your article, in Markdown"
          name="body"
          rows={12}
          defaultValue={draft.body}
        />
        <TagField tags={tags} setTags={setTags} />
        <button className="btn btn-lg btn-primary pull-xs-right" disabled={pending}>
          Publish Article
        </button>
      </form>
    </div>
  );
}

interface Tags {
  readonly tags: string[];
  readonly setTags: (tags: string[]) => void;
}

function TagField({ tags, setTags }: Tags) {
  function add(event: KeyboardEvent<HTMLInputElement>) {
    if (event.key !== "Enter") return;
    event.preventDefault();
    const input = event.currentTarget;
    const tag = input.value.trim().toLowerCase();
    if (tag && !tags.includes(tag)) setTags([...tags, tag]);
    input.value = "";
  }

  return (
    <div>
      <Field label="Tags, each followed by Enter" name="tag" onKeyDown={add} />
      <div className="tag-list">
        {tags.map((tag) => (
          <span key={tag} className="tag-default tag-pill">
            {tag}
            <button
              type="button"
              aria-label={`Remove the tag ${tag}`}
              onClick={() => setTags(tags.filter((each) => each !== tag))}
            >
              <Icon name="close" />
            </button>
          </span>
        ))}
      </div>
    </div>
  );
}
