/** The rendering of pages, at the path where an adapter finds it in a generated client. */

export * from "../src/rendering/index";
