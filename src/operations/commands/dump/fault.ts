/** A dump that cannot be relied on: cut off, altered, or of a store whose rows do not fit together. */
export class DumpFault extends Error {}
