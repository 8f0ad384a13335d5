// The sentence that a fact stands in, as a link to its place in the text.
const QUOTE_SIDE = 160;
const cutBefore = (text, start, from) => (start - from > QUOTE_SIDE ? text.indexOf(" ", start - QUOTE_SIDE) + 1 || start : from);
const cutAfter = (text, end, to) => (to - end > QUOTE_SIDE ? Math.max(end, text.lastIndexOf(" ", end + QUOTE_SIDE)) : to);

const quoteOf = ([number, mention, other]) => {
  const doc = readText(number), m = doc.mentions[mention], sentence = sentenceOf(doc, m);
  const marked = [m, doc.mentions[other]].filter((one) => one && one.start >= sentence.start && one.end <= sentence.end)
    .sort((a, b) => a.start - b.start);
  const first = marked[0] || m, last = marked.at(-1) || m;
  const from = cutBefore(doc.text, first.start, sentence.start), to = cutAfter(doc.text, last.end, sentence.end);
  const piece = (start, end) => doc.text.slice(start, end).replace(SPACES, " ");
  const parts = [];
  let at = from;
  for (const one of marked) if (one.start >= at) {
    parts.push(piece(at, one.start), element("b", `l-${one.label}`, piece(one.start, one.end)));
    at = one.end;
  }
  return link(addressOf(number, mention), "quote",
    withAttributes(element("bdi", "words", from > sentence.start ? "… " : "", ...parts, piece(at, to), to < sentence.end ? " …" : ""), { lang: "vi" }),
    element("small", "", [doc.date, doc.title || doc.id].filter(Boolean).join(" · ")));
};

// A list of which the first ones are drawn at once, the others when asked for.
const moreOf = (list, items, first, drawItem) => {
  let shown = 0;
  const more = element("button", "more");
  more.type = "button";
  const draw = (count) => {
    const next = items.slice(shown, shown + count).map(drawItem);
    list.append(...next);
    shown += next.length;
    more.remove();
    if (shown < items.length) {
      more.textContent = `${(items.length - shown).toLocaleString("en")} more`;
      list.append(more);
    }
    return next[0];
  };
  more.onclick = () => { const next = draw(50); (next.matches("a") ? next : next.querySelector("a"))?.focus(); };
  draw(first);
  return list;
};
const SHOWN_QUOTES = 5, SHOWN_FACTS = 30;
const quotesOf = (sources) => moreOf(element("div", "quotes"), sources, SHOWN_QUOTES, quoteOf);
const section = (name, count, ...children) => (count ? [heading(name, count), ...children] : []);
