// A real OpenID provider, by the package `oidc-provider`: node provider.mjs PORT REDIRECT KEYFILE.
// Whoever signs in at its page is who they say they are; it says "ready" once it listens.
import { readFileSync } from "node:fs";

const from = new URL("../../service/client/node_modules/oidc-provider/lib/index.js", import.meta.url);
const { Provider } = await import(from);
const [port, redirect, keys] = process.argv.slice(2);

const claims = (sub) => ({ sub, name: `${sub} of Casa`, preferred_username: `${sub}@casa.example` });
const provider = new Provider(`http://127.0.0.1:${port}`, {
  clients: [
    {
      client_id: "duologue",
      client_secret: "known to both of us",
      redirect_uris: redirect.split(","),
      grant_types: ["authorization_code"],
    },
  ],
  claims: { profile: ["name", "preferred_username"] },
  conformIdTokenClaims: false,
  findAccount: (_, sub) => ({ accountId: sub, claims: () => claims(sub) }),
  jwks: { keys: JSON.parse(readFileSync(keys, "utf8")) },
  cookies: { keys: ["of this test"] },
  pkce: { required: () => true },
});
provider.listen(Number(port), "127.0.0.1", () => process.stdout.write("ready\n"));
