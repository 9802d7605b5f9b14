/** What goes of what was written. Pure. */

import type { Chosen } from "../../state/keep.ts";
import type { SuggestionUse } from "../../protocol/types.ts";

/** Without empty lines around it and blanks at its end. Where lines follow, the first keeps its indent: it may be code. */
export function withoutMargins(text: string) {
  const trimmed = text.trimEnd();
  if (!trimmed.trimStart().includes("\n")) return trimmed.trimStart();
  const indent = trimmed.length - trimmed.trimStart().length;
  return trimmed.slice(trimmed.slice(0, indent).lastIndexOf("\n") + 1);
}

/** What the service is told of the suggestion: edited only where the text is another one now. */
export function used(suggestion: Chosen | null, text: string): SuggestionUse | null {
  if (!suggestion) return null;
  const { message_id, suggestion_id, was } = suggestion;
  return { message_id, suggestion_id, edited: text !== was };
}

/** With the names that it asks for: "{name}" of who reads it, "{agent}" of who sends it. A visitor may have none. */
export function filled(text: string, { name, agent }: { name: string; agent: string }): string {
  const known = { name: name.startsWith("#") ? "" : name, agent };
  return text.replace(/([ \u00a0]?)\{(name|agent)\}/gu, (_, blank: string, what: "name" | "agent") =>
    known[what] ? blank + known[what] : "",
  );
}
