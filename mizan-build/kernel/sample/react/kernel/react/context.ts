// A client has the embedded sources here.

export * from "../../../../adapters/react/context";
