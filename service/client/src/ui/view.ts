/** Base of the custom elements: built once when first connected, updated from the state while connected. */

import type { Session } from "../state/session.ts";
import type { State } from "../protocol/types.ts";

export class View extends HTMLElement {
  isBuilt = false;
  leave: (() => void) | undefined;

  /** Set before the element is connected. */
  session!: Session;

  connectedCallback() {
    if (!this.isBuilt) {
      this.isBuilt = true;
      this.build();
    }
    if (!this.session) return;
    this.leave = this.session.subscribe((state) => this.update(state));
    this.update(this.session.state);
  }

  disconnectedCallback() {
    this.leave?.();
    this.closed();
  }

  /** Make the children. */
  build() {}

  /** Show a state. */
  update(_state: State) {}

  /** Let go of what lives outside the element. */
  closed() {}
}

/** Define an element and return a maker of it. */
export function define<V extends HTMLElement>(tag: string, type: new () => V): (props?: Partial<V>) => V {
  customElements.define(tag, type);
  return (props = {}) => Object.assign(document.createElement(tag) as V, props);
}
