// Signs what the page asks, where the edge wants to know who asks. The key comes from a file that the
// reader chooses, is held by the browser as a key that no script can read, and is gone with the page.

const SCHEME = "ORFEAS-HMAC-SHA256";
// Of the empty body: the page only reads.
const EMPTY = "sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:";

const utf8 = new TextEncoder();
let agent = null;

/** Whether there is a key. */
export const isKnown = () => agent !== null;

/** Takes the text of a key file; says what is wrong with it, or nothing. */
export async function use(text) {
  if (!globalThis.crypto?.subtle) {
    return "Browsers sign on encrypted pages only: open this one by https, or on localhost.";
  }
  const field = (name) => text.match(new RegExp(`^${name}=(\\S+)\\s*$`, "m"))?.[1];
  const [apiKey, secret] = [field("api_key"), field("secret")];
  if (!apiKey || !secret) {
    return "This is no key file (expected: one that `orfeas keys create` wrote).";
  }
  const hmac = await crypto.subtle.importKey("raw", utf8.encode(secret), { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  agent = { apiKey, hmac };
  return "";
}

/** Forgets the key. */
export function forget() {
  agent = null;
}

/** The header lines of a signed GET; none without a key. */
export async function headers(path) {
  if (agent === null) {
    return {};
  }
  const url = new URL(path, document.baseURI);
  const time = String(Math.floor(Date.now() / 1000));
  const nonce = crypto.randomUUID();
  const text = [SCHEME, "GET", url.pathname + url.search, time, nonce, EMPTY].join("\n");
  const signature = new Uint8Array(await crypto.subtle.sign("HMAC", agent.hmac, utf8.encode(text)));
  return {
    "x-agent-api-key": agent.apiKey,
    "x-agent-timestamp": time,
    "x-agent-nonce": nonce,
    "x-agent-signature": Array.from(signature, (byte) => byte.toString(16).padStart(2, "0")).join(""),
  };
}
