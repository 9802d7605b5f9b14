/** Bases of the custom elements: drawn by Lit into the page itself, so that its styles and its finding apply. */

import { SignalWatcher } from "@lit-labs/signals";
import { LitElement, render, type TemplateResult } from "lit";
import type { Session } from "../state/session.ts";

/** Drawn anew when one of its properties changes. */
export class LightElement extends LitElement {
  protected override createRenderRoot(): HTMLElement {
    return this;
  }
}

/** Drawn anew also when a signal changes that it has read: the session's state, and what is computed of it. */
export class StateElement extends SignalWatcher(LightElement) {
  /** Set before the element is connected. */
  session!: Session;
}

/** Define an element and return a maker of it. */
export function defined<E extends HTMLElement>(tag: string, type: { new (): E }): (props?: Partial<E>) => E {
  customElements.define(tag, type);
  return (props = {}) => Object.assign(document.createElement(tag) as E, props);
}

/** The one element of a template, drawn once: for what is put into the page by hand, as a dialog is. */
export function made<E extends HTMLElement>(template: TemplateResult): E {
  const holder = document.createElement("div");
  render(template, holder);
  return holder.firstElementChild as E;
}

/** @returns The reader asked for less motion. */
export function still(): boolean {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}

/** It opens slowly, and does not push what stands beside it away at a stroke. */
export function unroll(element: HTMLElement, duration: number): void {
  if (still()) return;
  const height = `${element.offsetHeight}px`;
  element.animate([{ height: 0 }, { height }], { duration, easing: "cubic-bezier(.2,.7,.2,1)" });
}
