/** A change is judged by the same inputs each time; another seed draws others. */
export const SEED = Number(process.env["MIZAN_SEED"] ?? 1);

/** The options of a test that tries so many inputs that only one which hangs takes longer. */
export const PATIENT = { timeout: 600_000 };
