/** What a person points with. */

/** Whether it is a finger, as on phones and tablets. */
export const isFinger = globalThis.matchMedia?.("(pointer: coarse)").matches ?? false;
