// Words without accents and case, so that "cong an" finds "Công an"; a word with accents finds only itself.
const ACCENTS = /[\u0300-\u036f]/g;
const SPACES = /\s+/g;
const lower = (s) => s.normalize("NFC").toLowerCase().replace(SPACES, " ");
const fold = (s) => s.normalize("NFD").replace(ACCENTS, "").replace(/[đĐ]/g, "d").toLowerCase().replace(SPACES, " ");

// Words of a query; words in quotes stay together.
const readQuery = (query) => [...query.matchAll(/"([^"]+)"?|([^\s"]+)/g)].map((m) => {
  const word = (m[1] ?? m[2]).trim();
  const folded = fold(word), plain = lower(word);
  return { folded, plain: plain === folded ? "" : plain };
}).filter((w) => w.folded);

// `folded` is the folded text; the text itself is looked at only for a word with accents.
const matches = (wanted, folded, text) =>
  wanted.every((w) => folded.includes(w.folded)) && wanted.every((w) => !w.plain || lower(text()).includes(w.plain));

// Where the words of a query stand in a text, as offsets into it.
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
  const hits = [];
  for (const w of wanted) {
    const [letters, at, word] = w.plain ? [plain, plainAt, w.plain] : [folded, foldedAt, w.folded];
    const all = letters.join("");
    for (let from = all.indexOf(word); from >= 0 && hits.length < 500; from = all.indexOf(word, from + word.length))
      hits.push({ start: at[from], end: at[from + word.length - 1] + 1 });
  }
  return hits.sort((a, b) => a.start - b.start);
};
