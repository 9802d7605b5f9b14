/** Base of the custom elements: built once when first connected, updated from the state while connected. */

export class View extends HTMLElement {
  /** @type {import("../state/session.ts").Session} Set before the element is connected. */
  session;

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

  /** Show a state. @param {import("../protocol/types.ts").State} _state */
  update(_state) {}

  /** Let go of what lives outside the element. */
  closed() {}
}

/**
 * Define an element and return a maker of it.
 * @template {typeof View} V @param {string} tag @param {V} type
 * @returns {(props?: Partial<InstanceType<V>>) => InstanceType<V>}
 */
export function define(tag, type) {
  customElements.define(tag, type);
  return (props = {}) => Object.assign(/** @type {any} */ (document.createElement(tag)), props);
}
