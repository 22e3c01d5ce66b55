// A field of a form, with its name above it.

import { type InputHTMLAttributes, type TextareaHTMLAttributes } from "react";

interface Labelled {
  readonly label: string;
}

export function Field({ label, ...input }: Labelled & InputHTMLAttributes<HTMLInputElement>) {
  return (
    <label className="form-group">
      <span>{label}</span>
      <input className="form-control form-control-lg" {...input} />
    </label>
  );
}

export function TextField({
  label,
  ...area
}: Labelled & TextareaHTMLAttributes<HTMLTextAreaElement>) {
  return (
    <label className="form-group">
      <span>{label}</span>
      <textarea className="form-control" {...area} />
    </label>
  );
}
