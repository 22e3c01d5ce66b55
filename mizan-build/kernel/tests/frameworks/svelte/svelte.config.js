/** `await` in components, which has to be switched on. */
export default { compilerOptions: { experimental: { async: true } } };
