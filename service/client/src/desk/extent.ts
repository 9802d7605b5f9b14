/** How far a list of the desk has come. */

export interface Extent {
  readonly status: "loading" | "ready" | "failed";
  /** Why it failed. */
  readonly code: string;
  /** Where the next page begins; null: this is all. */
  readonly next: string | null;
}

export const EMPTY: Extent = { status: "loading", code: "", next: null };
