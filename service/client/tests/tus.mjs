/**
 * A file brought by tus-js-client, which we did not write: over a line that is cut once, paused and gone on with, and
 * taken up by a client that was told nothing. For tests/api/test_tus_client.py: `node tus.mjs URL TOKEN CONVERSATION SIZE`
 * prints JSON: the file's id, and for each leg how far the service was when it began.
 */

import { connect, createServer } from "node:net";
import { Upload } from "tus-js-client";

const [url, token, conversation, size] = process.argv.slice(2);
const body = Buffer.alloc(Number(size), "0123456789abcdef");
const PART = Math.ceil(body.length / 4);
const there = new URL(url);

/** Passes bytes on to the service; once it has carried a quarter of the file, what carries it is broken off. */
let whole = true;
let carried = 0;
const line = createServer((near) => {
  const far = connect(Number(there.port), there.hostname);
  const broken = () => (near.destroy(), far.destroy());
  near.on("data", (some) => {
    carried += some.length;
    far.write(some);
    if (whole && carried > PART) {
      whole = false;
      far.end(); // what was written still arrives
      near.destroy();
    }
  });
  far.on("data", (some) => near.write(some));
  for (const one of [near, far]) one.on("error", broken).on("close", broken);
});
await new Promise((done) => line.listen(0, "127.0.0.1", done));

/** What is kept of an upload between two clients, as a browser's storage would. */
const kept = new Map();
const urlStorage = {
  findAllUploads: async () => [...kept.values()],
  findUploadsByFingerprint: async (print) => [...kept.values()].filter((one) => one.print === print),
  removeUpload: async (key) => void kept.delete(key),
  addUpload: async (print, upload) => {
    const key = `${print} ${kept.size}`;
    kept.set(key, { ...upload, print, urlStorageKey: key });
    return key;
  },
};

/** Where each leg began: offsets that the service said. */
const began = [];

/** @param until Stop once so many bytes are there. @returns The upload, whole or stopped. */
function leg(until) {
  return new Promise((done, failed) => {
    const upload = new Upload(body, {
      endpoint: `http://127.0.0.1:${line.address().port}/api/conversations/${conversation}/files`,
      headers: { Authorization: `Bearer ${token}` },
      metadata: { filename: "praia.txt", filetype: "text/plain" },
      chunkSize: PART / 2,
      retryDelays: Array(40).fill(250),
      urlStorage,
      fingerprint: async () => "praia.txt",
      onAfterResponse: (request, response) => {
        if (request.getMethod() === "HEAD") began.push(Number(response.getHeader("Upload-Offset")));
      },
      onChunkComplete: (_, accepted) => {
        if (accepted >= until && accepted < body.length) void upload.abort().then(() => done(upload));
      },
      onSuccess: () => done(upload),
      onError: failed,
    });
    void upload.findPreviousUploads().then((before) => {
      if (before[0]) upload.resumeFromPreviousUpload(before[0]);
      upload.start();
    });
  });
}

const paused = await leg(body.length / 2);
const cut = began.length;
const resumed = await leg(Infinity);
const id = resumed.url.split("/").at(-1);
console.log(JSON.stringify({ id, same: paused.url === resumed.url, cut, began, whole }));
process.exit(0);
