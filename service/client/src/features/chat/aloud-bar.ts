/** A message that is being read aloud: what says so, and stops it. It goes with its conversation. */

import { html } from "lit";
import { t } from "../../i18n/i18n.ts";
import { announce } from "../../ui/announce.ts";
import { defined, LightElement } from "../../ui/element.ts";
import { icon } from "../../ui/icons.ts";

interface Read {
  /** Id of the message. */
  readonly of: string;
  readonly text: string;
  readonly voice: SpeechSynthesisVoice;
}

/** What ends reading by itself, and is no failure. */
const STOPPED = new Set(["canceled", "interrupted"]);

class Aloud extends LightElement {
  read!: Read;
  /** Where the keyboard was. */
  from: Element | null = null;
  /** Browsers lose the end of what nobody holds. */
  private left: SpeechSynthesisUtterance[] = [];

  override connectedCallback() {
    super.connectedCallback();
    this.dataset["of"] = this.read.of;
    this.begin();
  }

  override disconnectedCallback() {
    super.disconnectedCallback();
    this.left = [];
    speechSynthesis.cancel();
  }

  override render() {
    const label = t("menu.silence");
    return html`<div class="recorder aloud" role="group" aria-label=${t("aloud.reading")} data-testid="aloud">
      ${icon("aloud")}
      <p class="recorder-state">${t("aloud.reading")}</p>
      <button
        class="round"
        type="button"
        data-testid="aloud-stop"
        aria-label=${label}
        title=${label}
        @click=${() => this.end()}
        @keydown=${({ key }: KeyboardEvent) => key === "Escape" && this.end()}
      >
        ${icon("close")}
      </button>
    </div>`;
  }

  override firstUpdated() {
    this.querySelector("button")?.focus({ preventScroll: true });
  }

  /** A sentence each: what is long at once is not read to its end everywhere. */
  private begin(): void {
    const { text, voice } = this.read;
    this.left = sentences(text).map((one) => {
      const said = new SpeechSynthesisUtterance(one);
      said.voice = voice;
      said.lang = voice.lang;
      said.addEventListener("end", () => this.ended(said));
      said.addEventListener("error", ({ error }) => this.failed(error));
      return said;
    });
    for (const one of this.left) speechSynthesis.speak(one);
  }

  private ended(said: SpeechSynthesisUtterance): void {
    this.left = this.left.filter((one) => one !== said);
    if (!this.left.length) this.end();
  }

  private failed(why: string): void {
    if (!this.isConnected || STOPPED.has(why)) return;
    announce(t("aloud.failed"));
    this.end();
  }

  private end(): void {
    const here = this.contains(document.activeElement);
    this.remove();
    if (here && this.from instanceof HTMLElement) this.from.focus({ preventScroll: true });
  }
}

const bar = defined("duo-aloud", Aloud);

/** Read a text of a message in a conversation, in place of what is read there now. */
export function readAloud(message: Element, read: Read): void {
  const foot = message.closest("duo-chat")?.querySelector<HTMLElement>(".chat-foot");
  for (const other of document.querySelectorAll("duo-aloud")) other.remove();
  const made = bar({ read, from: document.activeElement });
  if (foot?.hidden) foot.before(made);
  else foot?.prepend(made);
}

function sentences(text: string): string[] {
  if (!("Segmenter" in Intl)) return [text];
  const found = new Intl.Segmenter(undefined, { granularity: "sentence" }).segment(text);
  return [...found].map(({ segment }) => segment.trim()).filter(Boolean);
}
