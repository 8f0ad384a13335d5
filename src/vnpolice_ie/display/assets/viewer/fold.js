// Words without accents and case, so that "cong an" finds "Công an"; a word with accents finds only itself.
const ACCENTS = /[\u0300-\u036f]/g;
const SPACES = /\s+/g;
const lower = (s) => s.normalize("NFC").toLowerCase().replace(SPACES, " ");
const fold = (s) => s.normalize("NFD").replace(ACCENTS, "").replace(/[đĐ]/g, "d").toLowerCase().replace(SPACES, " ");

// Words of a query; words in quotes stay together. The last word may be one that is still being written.
const readQuery = (query) => {
  const found = [...query.matchAll(/"([^"]+)"?|([^\s"]+)/g)].map((m) => {
    const word = (m[1] ?? m[2]).trim(), folded = fold(word), plain = lower(word);
    return { folded, plain: plain === folded ? "" : plain, isOpen: m.index + m[0].length === query.length && !m[0].endsWith('"') };
  });
  return found.filter((w) => w.folded);
};

// The first place from `from` on where a word stands as a word of its own, or begins one where it is open.
const isLetter = (c) => c !== undefined && (c.toLowerCase() !== c.toUpperCase() || (c >= "0" && c <= "9"));
const placeOf = (text, word, isOpen, from = 0) => {
  for (let at = text.indexOf(word, from); at >= 0; at = text.indexOf(word, at + 1)) {
    const end = at + word.length;
    if (!(isLetter(word[0]) && isLetter(text[at - 1])) && (isOpen || !(isLetter(text[end - 1]) && isLetter(text[end])))) return at;
  }
  return -1;
};

// `folded` is the folded text; the text itself is looked at only for a word with accents.
const matches = (wanted, folded, text) =>
  wanted.every((w) => placeOf(folded, w.folded, w.isOpen) >= 0) &&
  wanted.every((w) => !w.plain || placeOf(lower(text()), w.plain, w.isOpen) >= 0);

// Where the words of a query stand in a text: offsets into it, and the number of the word.
const MOST_HITS = 500;
const hitsOf = (wanted, text) => {
  const folded = [], plain = [], foldedAt = [], plainAt = [];
  const put = (into, at, letters, i) => { for (const c of letters) { into.push(c); at.push(i); } };
  let space = false;
  for (let i = 0; i < text.length; i++) {
    const c = text[i], isSpace = /\s/.test(c);
    if (!(isSpace && space)) {
      put(folded, foldedAt, isSpace ? " " : fold(c), i);
      put(plain, plainAt, isSpace ? " " : c.toLowerCase(), i);
    }
    space = isSpace;
  }
  const hits = [], forms = [[folded.join(""), foldedAt], [plain.join(""), plainAt]];
  wanted.forEach((w, number) => {
    const word = w.plain || w.folded, [letters, at] = forms[w.plain ? 1 : 0];
    for (let from = placeOf(letters, word, w.isOpen); from >= 0 && hits.length < MOST_HITS; from = placeOf(letters, word, w.isOpen, from + word.length))
      hits.push({ start: at[from], end: at[from + word.length - 1] + 1, number });
  });
  return hits.sort((a, b) => a.start - b.start || b.end - a.end);
};

// The hits of a stretch of the text that holds the most of the words.
const densest = (hits, length) => {
  let best = [], most = 0;
  hits.forEach((hit, i) => {
    const near = hits.slice(i, i + 30).filter((other) => other.end <= hit.start + length);
    const count = new Set(near.map((other) => other.number)).size;
    if (count > most) [best, most] = [near, count];
  });
  return best;
};
