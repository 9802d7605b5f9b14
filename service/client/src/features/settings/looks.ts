/** In the settings: theme, size of the text, contrast, and how much of a translation shows while one types. */

import { html } from "lit";
import type { Me } from "../../protocol/types.ts";
import { prefs } from "../../state/keep.ts";
import type { Session } from "../../state/session.ts";
import { choice, type Choose } from "../../ui/choice.ts";
import { LightElement } from "../../ui/element.ts";
import { applyPrefs } from "../../ui/looks.ts";

class Looks extends LightElement {
  session!: Session;

  override render() {
    const { theme, text, contrast, preview } = prefs.read();
    const row = (name: string, chosen: string, values: string[]) =>
      choice({ name, testid: `${name}-select`, values, chosen }, this.choose);
    return html`${row("theme", this.session.me.theme ?? theme, ["system", "light", "dark"])}
    ${row("text", text, ["small", "normal", "large", "huge"])}
    ${row("contrast", contrast, ["system", "more"])} ${row("preview", preview, ["on", "short", "off"])}`;
  }

  private readonly choose: Choose = (changes) => {
    prefs.write(changes);
    applyPrefs();
    dispatchEvent(new Event("duologue-prefs"));
    const { theme } = changes;
    if (theme) this.session.changeMe({ theme: theme as Me["theme"] }).catch(() => {});
  };
}

customElements.define("duo-looks", Looks);
