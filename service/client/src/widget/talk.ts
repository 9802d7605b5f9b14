/** What the site's page and the frame in it say to each other, over a port of their own. */

/** From the frame: it is there. To the page, whoever that is: nothing else is in it. */
export interface Here {
  readonly duologue: "here";
}

/** The page's answer, with the port. What of the visitor it knows. */
export interface Welcome {
  readonly duologue: "welcome";
  readonly language: string | null;
  readonly name: string | null;
  readonly email: string | null;
  /** Who the site says that its visitor is, signed by its server. */
  readonly identity: { readonly id: string; readonly hmac: string } | null;
  /** What the page keeps for a frame that may not keep anything itself. */
  readonly kept: Readonly<Record<string, string>>;
}

/** From the frame, over the port. */
export type FromFrame =
  /** The bubble may show. `opens`, `closes`: what its button is called. */
  | {
      readonly type: "ready";
      readonly name: string;
      readonly colour: string;
      readonly on: string;
      readonly opens: string;
      readonly closes: string;
      readonly language: string;
    }
  /** `says` names the button as long as something is unread. */
  | { readonly type: "unread"; readonly count: number; readonly says: string }
  | { readonly type: "close" }
  | { readonly type: "keep"; readonly name: string; readonly value: string | null };

/** From the page, over the port. */
export type FromPage =
  | { readonly type: "opened" | "closed" | "forget" }
  /** Where the visitor is now: an address without what follows its path, which may hold secrets. */
  | { readonly type: "page"; readonly url: string; readonly title: string }
  /** Another tab has written what is kept for the frame. */
  | { readonly type: "kept"; readonly name: string; readonly value: string | null };

/** @returns Whether it is what the other side says to begin with. */
export function isHere(data: unknown): data is Here {
  return (data as Partial<Here> | null)?.duologue === "here";
}

export function isWelcome(data: unknown): data is Welcome {
  return (data as Partial<Welcome> | null)?.duologue === "welcome";
}
