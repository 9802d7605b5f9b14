/** Reads a language's file into typed arrays. The layout stands in `nlp/autocomplete/packed.py`. */

const MAGIC = "DTY1";

/** What follows the nodes of the depth above. */
export interface Level {
  /** Children of parent p are `start[p]` to `start[p + 1]`. */
  start: Uint32Array;
  backoff: Uint8Array;
  words: Uint16Array;
  costs: Uint8Array;
}
/** How the model is to be read; numbers are of nlp/training. */
export interface Rules {
  blocked: number[];
  worth: number[];
  least: number;
  likely: number;
  onward: number;
  most: number;
  case: number;
}

interface Header {
  language: string;
  words: number;
  levels: number[];
  settings: Rules;
}

/** A file, and how far it has been read. */
class Source {
  constructor(
    readonly bytes: Uint8Array,
    public at: number,
  ) {}

  next(): number {
    return this.bytes[this.at++] ?? 0;
  }
}

export interface Packed {
  language: string;
  words: string[];
  costs: Uint8Array;
  levels: Level[];
  settings: Rules;
}

/** @returns Throws where it is no such file. */
export function unpack(buffer: ArrayBuffer): Packed {
  const bytes = new Uint8Array(buffer);
  const text = new TextDecoder();
  if (text.decode(bytes.subarray(0, 4)) !== MAGIC) throw new Error("no model of predictive text");
  const length = new DataView(buffer).getUint32(4, true);
  const header = JSON.parse(text.decode(bytes.subarray(8, 8 + length))) as Header;
  const source = new Source(bytes, 8 + length);
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

function readWords(source: Source, count: number): string[] {
  const text = new TextDecoder();
  const { bytes } = source;
  const kept = new Uint8Array(512);
  const words = new Array<string>(count);
  for (let n = 0; n < count; n += 1) {
    const shared = source.next();
    const more = source.next();
    kept.set(bytes.subarray(source.at, source.at + more), shared);
    source.at += more;
    words[n] = text.decode(kept.subarray(0, shared + more));
  }
  return words;
}

function readLevel(source: Source, parents: number, children: number): Level {
  const start = new Uint32Array(parents + 1);
  const backoff = new Uint8Array(parents);
  const words = new Uint16Array(children);
  const costs = new Uint8Array(children);
  let at = 0;
  for (let parent = 0; parent < parents; parent += 1) {
    const last = at + readNumber(source);
    if (last > at) backoff[parent] = source.next();
    for (let word = 0; at < last; at += 1) {
      word += readNumber(source);
      words[at] = word;
      costs[at] = source.next();
    }
    start[parent + 1] = at;
  }
  return { start, backoff, words, costs };
}

function readNumber(source: Source): number {
  let number = 0;
  let shift = 0;
  let byte = source.next();
  while (byte >= 128) {
    number |= (byte & 127) << shift;
    shift += 7;
    byte = source.next();
  }
  return number | (byte << shift);
}
