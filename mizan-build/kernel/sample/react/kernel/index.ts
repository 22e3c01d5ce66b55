/** A generated client has the kernel's files here; the sample borrows them where they are kept. */

export * from "../../../src/index";
