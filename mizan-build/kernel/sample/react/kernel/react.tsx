/** A generated client has the adapter here; the sample borrows it where it is kept. */

export * from "../../../adapters/react";
