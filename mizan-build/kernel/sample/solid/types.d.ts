/** Any JSON. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** Holds *\/ and more. */
export type Adjacent =
  | { kind: "Unit" }
  | { kind: "Newtype"; content: AppProfile }
  | {
      kind: "Named";
      content: {
        left: AppProfile;
        right: (Shape | null)[] | null;
        /** Anything at all. */
        rest: Json;
      };
    }
  | { kind: "Tuple"; content: [number, string] };

/** Holds *\/ and more. */
export type AdjacentInput =
  | { kind: "Unit" }
  | { kind: "Newtype"; content: AppProfileInput }
  | {
      kind: "Named";
      content: {
        left: AppProfileInput;
        right?: (ShapeInput | null)[] | null;
        /** Anything at all. */
        rest: Json;
      };
    }
  | { kind: "Tuple"; content: [number, string] };

/** Holds *\/ and more. */
export type AdminProfile = { [key: string]: never };

/** Holds *\/ and more. */
export interface AppProfile {
  id: number;
  /** The name that a profile shows, which may be so long that it does not fit on a line */
  name: string | null;
  "odd-key": number | null;
}

/** Holds *\/ and more. */
export interface AppProfileInput {
  id: number;
  /** The name that a profile shows, which may be so long that it does not fit on a line */
  name?: string | null;
  "odd-key": number;
}

export interface Basket {
  buyer: string;
  site: string | null;
  gift: boolean;
  rows: Row[];
  __proto__: Basket | null;
}

export interface BasketInput {
  buyer: string;
  site?: string | null;
  gift: boolean;
  rows: RowInput[];
  __proto__?: BasketInput | null;
}

export interface Entry {
  id: number;
  version: number;
  place: number;
  words: string;
  parts: Entry[];
}

export type EntryEdit =
  | { insert: Entry; update?: never; delete?: never }
  | {
      insert?: never;
      update: {
        id: number;
        version: number;
        place?: number | null;
        words?: [string, string] | null;
        parts?: EntryEdit[];
      };
      delete?: never;
    }
  | { insert?: never; update?: never; delete: Entry };

/** Holds *\/ and more. */
export type Flat = { id: number; [key: string]: Json | number };

/** Holds *\/ and more. */
export type Internal =
  | { kind: "Unit" }
  | ({ kind: "Newtype" } & AppProfile)
  | {
      kind: "Named";
      left: AppProfile;
      right: (Shape | null)[] | null;
      /** Anything at all. */
      rest: Json;
    };

/** Holds *\/ and more. */
export type InternalInput =
  | { kind: "Unit" }
  | ({ kind: "Newtype" } & AppProfileInput)
  | {
      kind: "Named";
      left: AppProfileInput;
      right?: (ShapeInput | null)[] | null;
      /** Anything at all. */
      rest: Json;
    };

/** Holds *\/ and more. */
export interface Line {
  sku: string;
}

/** Holds *\/ and more. */
export interface Order {
  id: number;
  lines: Line[];
  replaces: Order | null;
}

/** Holds *\/ and more. */
export interface OrderInput {
  id: number;
  lines: Line[];
  replaces?: OrderInput | null;
}

/** Holds *\/ and more. */
export type Planet =
  "Mercury" | "Venus" | "Earth" | "Mars" | "Jupiter" | "Saturn" | "Uranus" | "Neptune";

/** Holds *\/ and more. */
export type PlanetFailure =
  | { readonly kind: "Mercury"; readonly details: undefined }
  | { readonly kind: "Venus"; readonly details: undefined }
  | { readonly kind: "Earth"; readonly details: undefined }
  | { readonly kind: "Mars"; readonly details: undefined }
  | { readonly kind: "Jupiter"; readonly details: undefined }
  | { readonly kind: "Saturn"; readonly details: undefined }
  | { readonly kind: "Uranus"; readonly details: undefined }
  | { readonly kind: "Neptune"; readonly details: undefined };

/** Holds *\/ and more. */
export type Promise = AppProfile;

/** Holds *\/ and more. */
export interface Remarks {
  remarks: Order[];
  next: string | null;
}

export interface Row {
  title: string;
  count: number;
  kind: string | null;
}

export interface RowInput {
  title: string;
  count: number;
  kind?: string | null;
}

/** Holds *\/ and more. */
export type Shape =
  | "Unit"
  | { Newtype: AppProfile; Named?: never; Tuple?: never }
  | {
      Newtype?: never;
      Named: {
        left: AppProfile;
        right: (Shape | null)[] | null;
        /** Anything at all. */
        rest: Json;
      };
      Tuple?: never;
    }
  | { Newtype?: never; Named?: never; Tuple: [number, string] };

/** Holds *\/ and more. */
export type ShapeFailure =
  | { readonly kind: "Unit"; readonly details: undefined }
  | { readonly kind: "Newtype"; readonly details: AppProfile }
  | {
      readonly kind: "Named";
      readonly details: {
        left: AppProfile;
        right: (Shape | null)[] | null;
        /** Anything at all. */
        rest: Json;
      };
    }
  | { readonly kind: "Tuple"; readonly details: [number, string] };

/** Holds *\/ and more. */
export type ShapeInput =
  | "Unit"
  | { Newtype: AppProfileInput; Named?: never; Tuple?: never }
  | {
      Newtype?: never;
      Named: {
        left: AppProfileInput;
        right?: (ShapeInput | null)[] | null;
        /** Anything at all. */
        rest: Json;
      };
      Tuple?: never;
    }
  | { Newtype?: never; Named?: never; Tuple: [number, string] };

/** Holds *\/ and more. */
export type Untagged =
  | null
  | AppProfile
  | {
      left: AppProfile;
      right: (Shape | null)[] | null;
      /** Anything at all. */
      rest: Json;
    }
  | [number, string];

//# sourceMappingURL=types.d.ts.map
