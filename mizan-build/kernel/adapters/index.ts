/** Stands here for the kernel that lies beside an adapter in a generated client. */

export * from "../src/index";
