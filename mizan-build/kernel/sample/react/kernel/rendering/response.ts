// A client has the embedded sources here.

export * from "../../../../src/rendering/response";
