/** A voice note before it is sent: recorded, paused, listened to, discarded, brought to the service; or written down. */

import { html, nothing, type TemplateResult } from "lit";
import { explain, t } from "../../i18n/i18n.ts";
import { api, codeOf } from "../../protocol/http.ts";
import { Upload } from "../../protocol/upload.ts";
import { clockOf } from "../../text/length.ts";
import { announce } from "../../ui/announce.ts";
import { defined, LightElement } from "../../ui/element.ts";
import { icon, type IconName } from "../../ui/icons.ts";
import { player } from "../chat/voice.ts";
import { canDictate, SPARE, writeInto } from "./dictating.ts";
import { waiting, type Desk } from "./voice-button.ts";

type Stage = "asking" | "recording" | "paused" | "listening" | "writing" | "sending" | "failed";

/** What browsers can record, best first; empty: whatever it likes. */
const KINDS = ["audio/webm;codecs=opus", "audio/mp4", "audio/ogg;codecs=opus", ""];

addEventListener("beforeunload", (event) => waiting.size && event.preventDefault());

export class Recorder extends LightElement {
  static override properties = { stage: { state: true }, seconds: { state: true }, problem: { state: true } };

  /** The composer before which it stands now. */
  desk!: Desk;
  stage: Stage = "asking";
  seconds = 0;
  /** Why it failed, as it is said. */
  problem = "";
  private recorder: MediaRecorder | null = null;
  private pieces: Blob[] = [];
  private timer: ReturnType<typeof setInterval> | undefined;
  /** When `seconds` was right: intervals come late in a page that is not looked at. */
  private counted = 0;
  private heard: HTMLElement | null = null;
  private address = "";
  private file: File | null = null;
  private upload: Upload | null = null;
  /** It is to be written down once all is recorded. */
  private wanted = false;
  private readonly writing = new AbortController();

  override connectedCallback() {
    super.connectedCallback();
    if (this.stage === "asking") void this.begin();
  }

  /** Another conversation is looked at: what was recorded waits in this one, and the microphone is let go. */
  override disconnectedCallback() {
    super.disconnectedCallback();
    this.silence();
    if (this.waits && this.stage !== "sending") announce(t("voice.kept"));
    else if (!this.waits) URL.revokeObjectURL(this.address);
  }

  private get waits(): boolean {
    return waiting.get(this.desk.conversationId) === this;
  }

  override render() {
    const { stage } = this;
    return html`<div class="recorder" role="group" aria-label=${t("voice.panel")} data-testid="recorder">
      ${this.press("bin", t("voice.discard"), "discard", () => this.discard())}
      <p
        class="recorder-state ${stage}"
        data-testid="recorder-state"
        role=${stage === "failed" ? "alert" : "status"}
        >${this.said()}</p
      >
      ${this.heard ?? nothing}
      ${stage === "recording" ? this.press("pause", t("voice.pause"), "pause", () => this.recorder?.pause()) : nothing}
      ${stage === "paused" ? this.press("mic", t("voice.resume"), "resume", () => this.recorder?.resume()) : nothing}
      ${
        stage === "recording" || stage === "paused"
          ? this.press("done", t("voice.stop"), "stop", () => this.stop())
          : nothing
      }
      ${this.canWrite() ? this.press("write", t("voice.dictate"), "write", () => this.write()) : nothing}
      ${
        stage === "listening" || (stage === "failed" && this.file)
          ? this.press("send", t("voice.send"), "send", () => void this.send())
          : nothing
      }
    </div>`;
  }

  private press(name: IconName, label: string, testid: string, act: () => void): TemplateResult {
    const id = `recorder-${testid}`;
    return html`<button
      class="round"
      type="button"
      data-testid=${id}
      aria-label=${label}
      title=${label}
      @click=${act}
    >
      ${icon(name)}
    </button>`;
  }

  private said(): string {
    if (this.stage === "failed") return this.problem;
    if (this.stage === "recording") return t("voice.recording", { length: clockOf(this.seconds) });
    return {
      asking: "…",
      paused: t("voice.paused"),
      listening: t("voice.ready"),
      writing: t("voice.writing"),
      sending: t("voice.sending"),
    }[this.stage];
  }

  private canWrite(): boolean {
    const there =
      ["recording", "paused", "listening"].includes(this.stage) || (this.stage === "failed" && this.file);
    return Boolean(there) && canDictate(this.desk, this.seconds);
  }

  private async begin(): Promise<void> {
    if (!("MediaRecorder" in window) || !navigator.mediaDevices) return this.fail(t("voice.no_recorder"));
    try {
      const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
      if (!this.isConnected) return stream.getTracks().forEach((track) => track.stop());
      this.record(stream);
    } catch (error) {
      const none = error instanceof DOMException && error.name === "NotFoundError";
      this.fail(t(none ? "voice.no_microphone" : "voice.denied"));
    }
  }

  private record(stream: MediaStream): void {
    const mimeType = KINDS.find((kind) => !kind || MediaRecorder.isTypeSupported(kind));
    const recorder = new MediaRecorder(stream, mimeType ? { mimeType } : {});
    this.recorder = recorder;
    recorder.addEventListener("dataavailable", ({ data }) => this.pieces.push(data));
    recorder.addEventListener("pause", () => {
      this.count();
      this.show("paused");
    });
    for (const begins of ["start", "resume"])
      recorder.addEventListener(begins, () => {
        this.counted = performance.now();
        this.show("recording");
      });
    recorder.addEventListener("stop", () => this.done(recorder.mimeType));
    recorder.start(1000);
    waiting.set(this.desk.conversationId, this);
    this.timer = setInterval(() => this.count(), 250);
  }

  /** How long it is by now. One that is as long as it may be is done: a longer one would be refused whole. */
  private count(): void {
    if (this.stage !== "recording") return;
    const now = performance.now();
    this.seconds += (now - this.counted) / 1000;
    this.counted = now;
    const most = this.desk.session.state.voiceMinutes * 60;
    if (most && this.seconds > most - SPARE) this.stop();
  }

  private stop(): void {
    if (this.recorder && this.recorder.state !== "inactive") this.recorder.stop();
  }

  /** All is recorded: it can be listened to. */
  private done(type: string): void {
    if (!this.waits) return;
    this.count();
    this.silence();
    const ending = type.includes("mp4") ? "m4a" : type.includes("ogg") ? "ogg" : "webm";
    this.file = new File(this.pieces, `voice.${ending}`, { type: type.split(";")[0] ?? "" });
    this.address = URL.createObjectURL(this.file);
    this.heard = player({ source: this.address, seconds: this.seconds });
    this.show("listening");
    if (this.wanted && this.isConnected) this.write();
  }

  /** Have it written down: at once, or once it has stopped. */
  private write(): void {
    this.wanted = true;
    if (this.file) void this.written(this.file);
    else this.stop();
  }

  private async written(file: File): Promise<void> {
    this.wanted = false;
    this.show("writing");
    const found = await api.dictate(file, this.writing.signal).catch((error: unknown) => codeOf(error));
    if (!this.waits) return; // discarded meanwhile
    if (typeof found === "string") return this.fail(explain(found || "internal"));
    if (!found.text) return this.fail(t("voice.transcript.silent"));
    if (!this.isConnected) return this.show("listening");
    const { desk } = this;
    this.leave();
    writeInto(desk, found.text);
  }

  private async send(): Promise<void> {
    if (!this.file || this.stage === "sending") return;
    this.show("sending");
    const { session, conversationId } = this.desk;
    this.upload ??= new Upload(this.file, conversationId, () => undefined, true);
    const { upload } = this;
    await upload.go();
    if (upload.standing === "paused") return; // discarded meanwhile
    if (upload.standing !== "ready" || !upload.id) return this.fail(explain(upload.problem ?? "internal"));
    const name = t("voice.note", { length: clockOf(this.seconds) });
    const content = { kind: "attachment" as const, name, size: this.file.size };
    const attachment = { file_id: upload.id, alt: "" };
    session.sender.send(conversationId, "", null, { attachment, content });
    this.leave();
  }

  private fail(why: string): void {
    if (!this.isConnected) announce(why);
    this.problem = why;
    this.stage = "failed";
  }

  private show(stage: Stage): void {
    this.stage = stage;
    if (this.isConnected) announce(this.said());
  }

  private silence(): void {
    clearInterval(this.timer);
    this.recorder?.stream.getTracks().forEach((track) => track.stop());
    this.stop();
  }

  discard(): void {
    this.writing.abort();
    void this.upload?.remove();
    this.leave();
  }

  private leave(): void {
    const here = this.isConnected;
    if (this.waits) waiting.delete(this.desk.conversationId);
    this.remove();
    if (here) this.desk.focusInput();
  }
}

export const recorder = defined("duo-recorder", Recorder);
