/** Styles of the bubble: a sheet that the shadow root adopts, which no policy of the site forbids. */

/** `!important` within a shadow root goes before whatever the page says of its own `div`. */
export const LOOKS = `
:host {
  all: initial !important;
  position: fixed !important;
  inset: auto 1rem 1rem auto !important;
  z-index: 2147483000 !important;
  display: none !important;
  color-scheme: light dark !important;
}
:host(.ready) { display: block !important; }
button {
  all: unset;
  position: relative;
  box-sizing: border-box;
  display: grid;
  place-items: center;
  width: 3.5rem;
  height: 3.5rem;
  margin-inline-start: auto;
  border-radius: 50%;
  background: var(--duologue);
  color: var(--duologue-on);
  box-shadow: 0 0 0 1px rgb(255 255 255 / 0.25), 0 6px 24px rgb(0 0 0 / 0.28);
  cursor: pointer;
}
button:focus-visible { outline: 3px solid var(--duologue-on); outline-offset: -6px; }
svg {
  width: 1.6rem;
  height: 1.6rem;
  fill: none;
  stroke: currentColor;
  stroke-width: 1.9;
  stroke-linecap: round;
  stroke-linejoin: round;
}
.badge {
  position: absolute;
  top: -0.25rem;
  right: -0.25rem;
  min-width: 1.35rem;
  box-sizing: border-box;
  padding: 0 0.3rem;
  border-radius: 1rem;
  background: #b3261e;
  color: #fff;
  font: 700 0.8rem / 1.35rem system-ui, sans-serif;
  text-align: center;
}
.badge:empty { display: none; }
iframe {
  display: none;
  width: min(24rem, calc(100vw - 2rem));
  height: min(38rem, calc(100dvh - 6.5rem));
  margin-bottom: 0.75rem;
  border: 0;
  border-radius: 1rem;
  box-shadow: 0 0 0 1px rgb(0 0 0 / 0.12), 0 12px 48px rgb(0 0 0 / 0.28);
  background: Canvas;
}
:host(.open) iframe { display: block; }
@media (max-width: 30rem), (max-height: 26rem) {
  :host(.open) { inset: 0 !important; }
  :host(.open) iframe { width: 100vw; height: 100dvh; margin: 0; border-radius: 0; box-shadow: none; }
  :host(.open) button { display: none; }
}
@media (forced-colors: active) { button { border: 2px solid ButtonText; } }
@media print { :host { display: none !important; } }
`;
