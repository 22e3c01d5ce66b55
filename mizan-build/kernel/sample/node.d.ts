// The types of Vue's renderer name those of Node.js, which an application has where it renders pages.

declare module "node:stream" {
  export type Readable = unknown;
  export type Writable = unknown;
}
