// Written by hand in the form of a generated client, with uploads, typed errors and big integers.

export interface Profile {
  id: number;
  name: string;
  bio: string;
}

export interface Order {
  id: number;
  title: string;
  /** A 64-bit integer, exact. */
  cents: bigint;
}

export interface Entry {
  id: number;
  text: string;
}

export interface Letters {
  items: Order[];
  /** The cursor of the next page. */
  next: bigint | null;
}

export interface Account {
  id: number;
  email: string;
}

export type RenameError =
  | { readonly kind: "Taken"; readonly details: { suggestion: string } }
  | { readonly kind: "Gone"; readonly details: null };

export type TalkError = { readonly kind: "Tired"; readonly details: { after: number } };
