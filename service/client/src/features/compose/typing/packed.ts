/** Reads a language's file into typed arrays. The layout stands in `nlp/autocomplete/packed.py`. */

const MAGIC = "DTY1";

/**
 * @typedef {object} Level What follows the nodes of the depth above.
 * @property {Uint32Array} start Children of parent p are `start[p]` to `start[p + 1]`.
 * @property {Uint8Array} backoff @property {Uint16Array} words @property {Uint8Array} costs
 */
/**
 * @typedef {object} Packed
 * @property {string} language @property {string[]} words @property {Uint8Array} costs @property {Level[]} levels
 * @property {Record<string, any>} settings
 */

/** @param {ArrayBuffer} buffer @returns {Packed} Throws where it is no such file. */
export function unpack(buffer) {
  const bytes = new Uint8Array(buffer);
  const text = new TextDecoder();
  if (text.decode(bytes.subarray(0, 4)) !== MAGIC) throw new Error("no model of predictive text");
  const length = new DataView(buffer).getUint32(4, true);
  const header = JSON.parse(text.decode(bytes.subarray(8, 8 + length)));
  const source = { bytes, at: 8 + length };
  const words = readWords(source, header.words);
  const costs = bytes.slice(source.at, (source.at += header.words));
  const levels = [];
  let parents = header.words;
  for (const children of header.levels) {
    levels.push(readLevel(source, parents, children));
    parents = children;
  }
  if (source.at !== bytes.length) throw new Error("a model of predictive text was cut off");
  return { language: header.language, words, costs, levels, settings: header.settings };
}

function readWords(source, count) {
  const text = new TextDecoder();
  const { bytes } = source;
  const kept = new Uint8Array(512);
  const words = new Array(count);
  for (let n = 0; n < count; n += 1) {
    const shared = bytes[source.at++];
    const more = bytes[source.at++];
    kept.set(bytes.subarray(source.at, source.at + more), shared);
    source.at += more;
    words[n] = text.decode(kept.subarray(0, shared + more));
  }
  return words;
}

function readLevel(source, parents, children) {
  const start = new Uint32Array(parents + 1);
  const backoff = new Uint8Array(parents);
  const words = new Uint16Array(children);
  const costs = new Uint8Array(children);
  let at = 0;
  for (let parent = 0; parent < parents; parent += 1) {
    const last = at + readNumber(source);
    if (last > at) backoff[parent] = source.bytes[source.at++];
    for (let word = 0; at < last; at += 1) {
      word += readNumber(source);
      words[at] = word;
      costs[at] = source.bytes[source.at++];
    }
    start[parent + 1] = at;
  }
  return { start, backoff, words, costs };
}

function readNumber(source) {
  let number = 0;
  let shift = 0;
  let byte = source.bytes[source.at++];
  while (byte >= 128) {
    number |= (byte & 127) << shift;
    shift += 7;
    byte = source.bytes[source.at++];
  }
  return number | (byte << shift);
}
