/** A voice note in a bubble: played, halted, gone along its waveform, faster where one likes. */

import { html, svg, type TemplateResult } from "lit";
import { t } from "../../i18n/i18n.ts";
import { clockOf } from "../../text/length.ts";
import { defined, LightElement } from "../../ui/element.ts";
import { icon } from "../../ui/icons.ts";

/** Of a message of kind "voice", as docs/protocol.md has it. */
interface Spoken {
  readonly kind: "voice";
  readonly file_id: string;
  readonly seconds: number;
  readonly waveform?: string;
  /** Of its words, which are the text of the message; missing: nobody has listened yet. */
  readonly transcript?: { readonly state: "done" | "silent" | "failed" | "none"; readonly rough?: boolean };
}

const SPEEDS = [1, 1.5, 2];
const LEVELS = 31;
/** One plays at a time in this page. */
let playing: HTMLAudioElement | null = null;

export class Voice extends LightElement {
  static override properties = {
    source: { attribute: false },
    seconds: { attribute: false },
    waveform: { attribute: false },
    runs: { state: true },
    at: { state: true },
    speed: { state: true },
    failed: { state: true },
  };

  source = "";
  seconds = 0;
  waveform = "";
  runs = false;
  /** Seconds from its beginning. */
  at = 0;
  speed = 1;
  failed = false;
  private sound: HTMLAudioElement | null = null;

  override disconnectedCallback() {
    super.disconnectedCallback();
    this.sound?.pause();
  }

  override render() {
    const label = t(this.runs ? "voice.halt" : "voice.play");
    const speed = t("voice.speed", { speed: String(this.speed) });
    return html`<div
        class="voice"
        role="group"
        data-testid="voice"
        aria-label=${t("voice.note", { length: clockOf(this.seconds) })}
      >
        <button
          class="round voice-play"
          type="button"
          data-testid="voice-play"
          aria-label=${label}
          @click=${this.press}
        >
          ${icon(this.runs ? "pause" : "play")}
        </button>
        ${this.track()}
        <span class="voice-time" data-testid="voice-time">${clockOf(this.at || this.seconds)}</span>
        <button
          class="voice-speed"
          type="button"
          data-testid="voice-speed"
          aria-label=${speed}
          @click=${this.faster}
        >
          ${this.speed}×
        </button>
      </div>
      <p class="error" role="alert">${this.failed ? t("voice.unplayable") : ""}</p>`;
  }

  /** Its waveform, and the slider over it. */
  private track(): TemplateResult {
    return html`<span class="voice-track">
      ${bars(this.waveform, this.at / (this.seconds || 1))}
      <input
        type="range"
        min="0"
        max=${this.seconds}
        step="0.1"
        .value=${String(this.at)}
        data-testid="voice-place"
        aria-label=${t("voice.place")}
        aria-valuetext=${clockOf(this.at)}
        @input=${this.seek}
      />
    </span>`;
  }

  private async press(): Promise<void> {
    if (this.runs) return this.sound?.pause();
    this.failed = false;
    await this.ready()
      .play()
      .catch(
        (error: unknown) => (this.failed = !(error instanceof DOMException && error.name === "AbortError")),
      );
  }

  /** Fetched when it is first played. */
  private ready(): HTMLAudioElement {
    if (this.sound) return this.sound;
    const sound = new Audio(this.source);
    this.sound = sound;
    sound.currentTime = this.at;
    sound.addEventListener("play", () => {
      if (playing !== sound) playing?.pause();
      playing = sound;
      sound.playbackRate = this.speed;
      this.runs = true;
    });
    sound.addEventListener("pause", () => (this.runs = false));
    sound.addEventListener("ended", () => {
      sound.currentTime = 0;
      this.at = 0;
    });
    sound.addEventListener("timeupdate", () => (this.at = Math.min(sound.currentTime, this.seconds)));
    return sound;
  }

  private seek(event: Event): void {
    this.at = Number((event.target as HTMLInputElement).value);
    if (this.sound) this.sound.currentTime = this.at;
  }

  private faster(): void {
    this.speed = SPEEDS[(SPEEDS.indexOf(this.speed) + 1) % SPEEDS.length] ?? 1;
    if (this.sound) this.sound.playbackRate = this.speed;
  }
}

/** @param part Of it that was heard, from 0 to 1. */
function bars(waveform: string, part: number): TemplateResult {
  const levels = [...(waveform || "0".repeat(64))].map((one) => parseInt(one, 32) / LEVELS);
  const lines = levels.map((level, place) => {
    const half = 1 + 11 * level;
    const heard = (place + 1) / levels.length <= part;
    return svg`<path class=${heard ? "heard" : ""} d="M${place * 3 + 1.5} ${12 - half}v${2 * half}"></path>`;
  });
  const box = `0 0 ${levels.length * 3} 24`;
  return html`<svg class="bars" viewBox=${box} preserveAspectRatio="none" aria-hidden="true">${lines}</svg>`;
}

export const player = defined("duo-voice", Voice);

/** What there is to say of its words, under the player. */
function standing({ transcript }: Spoken, text: string): string {
  if (transcript?.state === "done") return transcript.rough ? t("voice.transcript.rough") : "";
  if (text) return "";
  return t(`voice.transcript.${transcript?.state ?? "waiting"}`);
}

/** @param text Of its message. @returns What plays it; null where a message is no voice note. */
export function voice(
  content: { readonly kind: string } | null | undefined,
  text = "",
): TemplateResult | null {
  if (content?.kind !== "voice") return null;
  const { file_id, seconds, waveform = "" } = content as Spoken;
  const source = `/api/files/${encodeURIComponent(file_id)}`;
  const said = standing(content as Spoken, text);
  return html`<duo-voice .source=${source} .seconds=${seconds} .waveform=${waveform}></duo-voice>
    ${said ? html`<p class="voice-transcript" data-testid="voice-transcript">${said}</p>` : ""}`;
}
