/** The command line is not usable; the message says what is wrong with it. */
export class UsageError extends Error {}
