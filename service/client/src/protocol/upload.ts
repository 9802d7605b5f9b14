/**
 * Bringing one file by tus 1.0.0, in slices: it pauses, goes on where it stopped, and comes back by itself after an
 * outage. Written here and not taken from a package: what we need of one is these lines, and a chat loads each byte.
 */

import { Refused } from "./http.ts";
import { backOff } from "./socket.ts";

const VERSION = { "Tus-Resumable": "1.0.0" };
/** Bytes of one request: what is sent anew when a line breaks. */
const SLICE = 512 * 1024;
/** Tries in a row without a byte more, before somebody has to press. */
const TRIES = 12;

/** Whose doors it goes by. */
export interface Via {
  /** Where files of a conversation are announced. */
  readonly announced: (conversation: string) => string;
  /** Where a file has its address. */
  readonly files: string;
  /** Who it is that asks, besides what the browser says by itself. */
  readonly headers: Readonly<Record<string, string>>;
}

const ACCOUNT: Via = {
  announced: (conversation) => `/api/conversations/${encodeURIComponent(conversation)}/files`,
  files: "/api/files",
  headers: {},
};

/** "ready": the service has it, and has looked at it. */
export type Standing = "going" | "paused" | "failed" | "ready";

/** One file on its way. `changed` is called whenever anything that shows has changed. */
export class Upload {
  readonly file: File;
  standing: Standing = "going";
  /** Bytes that the service has. */
  sent = 0;
  /** Why it failed: a code of docs/protocol.md, or "unreachable". */
  problem: string | null = null;
  /** Set from its beginning on. */
  id: string | null = null;
  private readonly conversation: string;
  private readonly changed: () => void;
  private readonly voice: boolean;
  private readonly via: Via;
  private stop = new AbortController();

  /** @param voice It is a voice note, to be played in the conversation. */
  constructor(file: File, conversation: string, changed: () => void, voice = false, via = ACCOUNT) {
    this.file = file;
    this.conversation = conversation;
    this.changed = changed;
    this.voice = voice;
    this.via = via;
  }

  /** Begin, or go on. */
  async go(): Promise<void> {
    this.stop = new AbortController();
    this.show("going");
    let tries = 0;
    while (this.standing === "going") {
      const before = this.sent;
      try {
        if (await this.step()) return this.show("ready");
        tries = 0;
      } catch (error) {
        if (this.stop.signal.aborted) return;
        tries = this.sent > before ? 1 : tries + 1;
        if (!(await this.again(error, tries))) return;
      }
    }
  }

  pause(): void {
    this.show("paused");
    this.stop.abort();
  }

  /** It is not wanted any more. */
  async remove(): Promise<void> {
    this.pause();
    if (this.id)
      await fetch(this.address, { method: "DELETE", headers: { ...VERSION, ...this.via.headers } }).catch(
        () => undefined,
      );
  }

  private get address(): string {
    return `${this.via.files}/${encodeURIComponent(this.id ?? "")}`;
  }

  /** One request. True once all of it is there. */
  private async step(): Promise<boolean> {
    if (!this.id) await this.begin();
    const body = this.file.slice(this.sent, this.sent + SLICE);
    const headers = { "Upload-Offset": String(this.sent), "Content-Type": "application/offset+octet-stream" };
    const answer = await this.ask(this.address, "PATCH", headers, body);
    this.sent = Number(answer.headers.get("upload-offset"));
    this.changed();
    return this.sent >= this.file.size;
  }

  private async begin(): Promise<void> {
    const { name, type } = this.file;
    const said = `filename ${base64(name)}${type ? `,filetype ${base64(type)}` : ""}${this.voice ? ",voice" : ""}`;
    const headers = { "Upload-Length": String(this.file.size), "Upload-Metadata": said };
    const answer = await this.ask(this.via.announced(this.conversation), "POST", headers);
    this.id = (answer.headers.get("location") ?? "").split("/").at(-1) ?? null;
  }

  private async ask(
    where: string,
    method: string,
    headers: Record<string, string>,
    body?: Blob,
  ): Promise<Response> {
    const all = { ...VERSION, ...headers, ...this.via.headers };
    const answer = await fetch(where, { method, headers: all, body: body ?? null, signal: this.stop.signal });
    if (answer.ok) return answer;
    const said = (await answer.json().catch(() => ({}))) as { code?: string; details?: Refused["details"] };
    throw new Refused(said.code ?? "internal", answer.statusText, said.details ?? {}, answer.status);
  }

  /** After an error: wait, and know how far it got. False where it is over. */
  private async again(error: unknown, tries: number): Promise<boolean> {
    const refusal = error instanceof Refused ? error : null;
    if (refusal?.code === "offset_differs") {
      this.sent = Number(refusal.details.offset ?? 0);
      return true;
    }
    const passing = !refusal || refusal.status >= 500 || refusal.status === 429;
    if (!passing || refusal?.code === "storage_full" || tries > TRIES) {
      this.problem = refusal?.code ?? "unreachable";
      this.show("failed");
      return false;
    }
    const asked = 1000 * Number(refusal?.details.retry_after ?? 0);
    await new Promise((done) => setTimeout(done, Math.max(asked, backOff(tries))));
    if (this.standing !== "going") return false;
    if (this.id) await this.look().catch(() => undefined);
    return true;
  }

  private async look(): Promise<void> {
    const answer = await this.ask(this.address, "HEAD", {});
    this.sent = Number(answer.headers.get("upload-offset"));
    this.changed();
  }

  private show(standing: Standing): void {
    this.standing = standing;
    this.changed();
  }
}

/** Of UTF-8. */
function base64(text: string): string {
  return btoa(Array.from(new TextEncoder().encode(text), (one) => String.fromCharCode(one)).join(""));
}
