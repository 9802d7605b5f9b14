/** Building elements. Data only ever becomes text nodes and attribute values: nothing here parses HTML. */

import { nothing, render, type TemplateResult } from "lit";

export type Child = Node | TemplateResult | typeof nothing | string | number | null | undefined | false;

export interface Props {
  on?: Listeners;
  data?: Record<string, string | number>;
  [attribute: string]: unknown;
}

/**
 * @param props `class`, `testid`, `data` (dataset), `on` (listeners); booleans toggle an
 * attribute; the rest are attributes.
 */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  props: Props = {},
  ...children: (Child | Child[])[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  set(element, props);
  element.append(...kept(children));
  return element;
}

export function set(element: HTMLElement, props: Props): void {
  for (const [name, value] of Object.entries(props)) {
    if (name === "on") listen(element, value as Listeners);
    else if (name === "data") Object.assign(element.dataset, value);
    else if (name === "testid") element.dataset.testid = String(value);
    else if (name === "value") (element as HTMLInputElement).value = text(value);
    else if (value === null || value === undefined || value === false) element.removeAttribute(name);
    else element.setAttribute(name, value === true ? "" : text(value));
  }
}

const text = (value: unknown) =>
  typeof value === "string" ? value : typeof value === "number" ? String(value) : "";

// Each listener knows the event it is for; the type of all of them is what they have in common.
type Listeners = Record<string, (event: never) => unknown>;

function listen(element: HTMLElement, listeners: Listeners): void {
  for (const [event, listener] of Object.entries(listeners))
    element.addEventListener(event, listener as EventListener);
}

/** Replace what is inside. */
export function fill(element: Element, ...children: (Child | Child[])[]) {
  element.replaceChildren(...kept(children));
}

function kept(children: (Child | Child[])[]): (Node | string)[] {
  return children.flat().flatMap((child) => {
    if (child === null || child === undefined || child === false || child === nothing) return [];
    return [child instanceof Node ? child : typeof child === "object" ? drawn(child) : String(child)];
  });
}

/** A template of Lit, drawn once. */
function drawn(template: TemplateResult): Node {
  const fragment = document.createDocumentFragment();
  render(template, fragment);
  return fragment;
}

/** Text for screen readers only. */
export function unseen(text: string) {
  return h("span", { class: "unseen" }, text);
}

/** @returns The reader asked for less motion. */
export function still(): boolean {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}
