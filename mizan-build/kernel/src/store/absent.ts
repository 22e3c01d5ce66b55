/** The draft of data that are not there: reading and writing it has no effect. */
export const absent: unknown = /* @__PURE__ */ new Proxy(() => absent, {
  get: (_target, name) => (name === Symbol.toPrimitive ? () => NaN : absent),
  set: () => true,
});
