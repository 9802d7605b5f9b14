/** How files look in the log and on their way: with what shows them, so that nobody waits for it who has none. */

const LOOKS = `
.file {
  display: flex;
  flex-wrap: wrap;
  gap: 0 var(--s-2);
  align-items: center;
  min-block-size: var(--touch);
  max-inline-size: 100%;
  padding: 0;
  border: 0;
  background: none;
  color: inherit;
  font-size: var(--t-2);
  text-align: start;
  text-decoration: underline;
  overflow-wrap: anywhere;
}
.file img {
  display: block;
  max-inline-size: 100%;
  block-size: auto;
  border-radius: var(--round-small);
}
duo-bringing {
  display: contents;
}
duo-bringing :is(ul, p) {
  order: -1;
  flex: 1 0 100%;
}
duo-bringing ul {
  max-block-size: 30vh;
  overflow-y: auto;
}
.line {
  flex-wrap: wrap;
}
.line textarea {
  flex: 1 1 0;
  inline-size: auto;
}
duo-bringing li {
  display: flex;
  flex-wrap: wrap;
  align-items: center;
  gap: 0 var(--s-2);
  min-block-size: var(--touch);
  font-size: var(--t-1);
}
duo-bringing bdi {
  flex: 1 1 6rem;
  min-inline-size: 0;
  overflow-wrap: anywhere;
}
`;

/** Once a page. */
export function adoptLooks(): void {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(LOOKS);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
}
