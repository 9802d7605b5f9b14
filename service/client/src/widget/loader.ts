/**
 * On the site's page: a bubble in a shadow root, and a frame of ours that holds the chat. A classic script on purpose.
 *
 * The site's policy has to allow this script and the frame, and nothing else: no inline script or style, no request.
 * The bubble shows once the frame says that the chat is there.
 */

import { LOOKS } from "./bubble-looks.ts";
import { rootOf, stored } from "./kept.ts";
import { isHere, type FromFrame, type FromPage, type Welcome } from "./talk.ts";

const WAIT = 15_000;
/** Letters of a page's title that are told. */
const TITLE = 200;
const SVG = "http://www.w3.org/2000/svg";
const OPEN = "M5 6h14a2 2 0 0 1 2 2v7a2 2 0 0 1-2 2h-6l-5 4v-4H5a2 2 0 0 1-2-2V8a2 2 0 0 1 2-2Z";
const CLOSE = "M6 6l12 12M18 6 6 18";

/** What the site may call: `duologue.open()`. */
export interface Handle {
  open(): void;
  close(): void;
  /** Forget the visitor, here and on the server. */
  forget(): void;
}

class Bubble implements Handle {
  private readonly host = document.createElement("div");
  private readonly frame = document.createElement("iframe");
  private readonly button = document.createElement("button");
  private readonly badge = document.createElement("span");
  private readonly sign = document.createElementNS(SVG, "path");
  private readonly root: string;
  private port: MessagePort | null = null;
  private isOpen = false;
  private names = { opens: "", closes: "", unread: "" };

  constructor(
    private readonly origin: string,
    private readonly settings: DOMStringMap,
  ) {
    this.root = rootOf(settings["duologue"] ?? "");
    const root = this.host.attachShadow({ mode: "open" });
    const looks = new CSSStyleSheet();
    looks.replaceSync(LOOKS);
    root.adoptedStyleSheets = [looks];
    this.host.dataset["duologueWidget"] = "";
    root.append(this.frame, this.button);
    this.build();
    this.shows();
  }

  start(): void {
    addEventListener("message", this.heard);
    addEventListener("storage", ({ key, newValue: value }) => {
      if (key?.startsWith(this.root)) this.tell({ type: "kept", name: key.slice(this.root.length), value });
    });
    addEventListener("popstate", this.page);
    const address = new URL(`/widget/${encodeURIComponent(this.settings["duologue"] ?? "")}`, this.origin);
    this.frame.src = address.href;
    document.body.append(this.host);
    setTimeout(
      () => this.port || console.warn(`Duologue: no answer from ${address.href}. Is the key right?`),
      WAIT,
    );
  }

  open(): void {
    this.turn(true);
  }

  close(): void {
    this.turn(false);
  }

  forget(): void {
    this.tell({ type: "forget" });
  }

  private build(): void {
    const svg = document.createElementNS(SVG, "svg");
    svg.setAttribute("viewBox", "0 0 24 24");
    svg.setAttribute("aria-hidden", "true");
    svg.append(this.sign);
    this.badge.className = "badge";
    this.badge.setAttribute("aria-hidden", "true");
    this.button.type = "button";
    this.button.append(svg, this.badge);
    this.button.addEventListener("click", () => this.turn(!this.isOpen));
    this.frame.allow = "clipboard-write";
  }

  /** The frame is there: it gets a port, and what the page knows. Asked by the frame, so that no moment is missed. */
  private readonly heard = ({ source, origin, data }: MessageEvent<unknown>): void => {
    if (source !== this.frame.contentWindow || origin !== this.origin || !isHere(data)) return;
    const { port1, port2 } = new MessageChannel();
    this.port?.close();
    this.port = port1;
    port1.onmessage = (event: MessageEvent<FromFrame>) => this.told(event.data);
    this.frame.contentWindow?.postMessage(this.welcome(), this.origin, [port2]);
  };

  private welcome(): Welcome {
    const { language = null, name = null, email = null, user, signature } = this.settings;
    const identity = user && signature ? { id: user, hmac: signature } : null;
    return { duologue: "welcome", language, name, email, identity, kept: this.kept() };
  }

  /** What is kept here for a frame that may not keep anything itself. */
  private kept(): Record<string, string> {
    try {
      const all = Object.entries<string>({ ...localStorage });
      const ours = all.filter(([key]) => key.startsWith(this.root));
      return Object.fromEntries(ours.map(([key, value]) => [key.slice(this.root.length), value]));
    } catch {
      return {};
    }
  }

  private told(said: FromFrame): void {
    if (said.type === "close") return this.turn(false);
    if (said.type === "keep") return stored(localStorage, this.root + said.name, said.value);
    if (said.type === "unread") {
      this.badge.textContent = said.count ? String(Math.min(said.count, 99)) : "";
      this.names.unread = said.count ? said.says : "";
      return this.shows();
    }
    this.host.style.setProperty("--duologue", said.colour);
    this.host.style.setProperty("--duologue-on", said.on);
    this.host.lang = said.language;
    this.frame.title = said.name;
    this.names = { ...this.names, opens: said.opens, closes: said.closes };
    this.host.classList.add("ready");
    this.page();
    this.shows();
  }

  private readonly page = (): void => {
    const { origin, pathname } = location;
    this.tell({ type: "page", url: origin + pathname, title: document.title.slice(0, TITLE) });
  };

  private turn(open: boolean): void {
    if (open === this.isOpen || !this.port) return;
    if (open) this.page();
    this.isOpen = open;
    this.shows();
    this.tell({ type: open ? "opened" : "closed" });
    if (open) this.frame.focus();
    else this.button.focus();
  }

  private shows(): void {
    const { opens, closes, unread } = this.names;
    this.host.classList.toggle("open", this.isOpen);
    this.sign.setAttribute("d", this.isOpen ? CLOSE : OPEN);
    this.button.setAttribute("aria-expanded", String(this.isOpen));
    this.button.setAttribute("aria-label", this.isOpen ? closes : unread || opens);
  }

  private tell(what: FromPage): void {
    this.port?.postMessage(what);
  }
}

/** Once a page, also where its script tag stands there twice. */
function begin(): void {
  const script = document.currentScript;
  const page = window as { duologue?: Handle };
  if (!(script instanceof HTMLScriptElement) || page.duologue) return;
  const bubble = new Bubble(new URL(script.src).origin, { ...script.dataset });
  page.duologue = bubble;
  const start = () => bubble.start();
  if (document.body) start();
  else document.addEventListener("DOMContentLoaded", start, { once: true });
}

begin();
