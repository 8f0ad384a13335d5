// One text: its words with nested spans, and beside it events, documents, people and relations.
const idOf = (mention) => `T${mention.number}`;
const inline = (text) => element("bdi", "", text.replace(SPACES, " ").trim());
const addressOf = (text, mention) => `#/texts/${text}/${mention}`;

const chipOf = (doc, m, role = "") => {
  const chip = link(addressOf(doc.number, m.number), `chip l-${m.label}`, inline(m.words));
  chip.dataset.m = idOf(m);
  if (role) chip.dataset.role = role;
  return chip;
};
const dotsOf = (doc, mentions) => mentions.flatMap((m, i) => {
  const dot = link(addressOf(doc.number, m.number), `dot l-${m.label}`, String(i + 1));
  dot.dataset.m = idOf(m);
  return [giveTip(dot, m.words), " "];
});

const tipOf = (m, about) => [
  m.label === "EVENT" ? `EVENT · ${m.tag}` : m.tag, ...(m.value ? [m.value] : []), ...(about.get(m) || []),
  `score ${m.score}` + (m.rule ? ` · ${m.rule}` : ""),
].join("\n");

const aboutMentions = (doc) => {
  const about = new Map();
  const tell = (mentions, words) => { for (const m of mentions) about.set(m, [...(about.get(m) || []), words]); };
  for (const r of doc.references) tell(r.mentions, r.key);
  for (const p of doc.people) tell(p.mentions, [p.name, p.rank, ...p.positions].filter(Boolean).join(" · "));
  return about;
};

const HEADLINE = 200;
const hasHeadline = (text) => {
  const [first, ...rest] = text.slice(0, HEADLINE).split("\n");
  return rest.length > 0 && first.trim() && rest.join("").trim() && !/[.:;,]\s*$/.test(first);
};

// Paragraphs of the text, and its text nodes with their offsets: [{ node, start }].
const drawText = (doc) => {
  const about = aboutMentions(doc), nodes = [], paragraphs = [];
  const stack = [];
  let done = 0;
  const paragraph = () => { paragraphs.push(element("p", "")); };
  const inner = () => (stack.length ? stack.at(-1).el : paragraphs.at(-1));
  const write = (end) => {
    let at = done;
    doc.text.slice(done, end).split("\n").forEach((line, i) => {
      if (i) {
        at += 1;
        if (stack.length) inner().append(element("br", ""));
        else paragraph();
      }
      if (line) {
        const node = document.createTextNode(line);
        nodes.push({ node, start: at });
        inner().append(node);
      }
      at += line.length;
    });
    done = Math.max(done, end);
  };
  const close = () => {
    const { mention, el } = stack.at(-1);
    write(mention.end);
    stack.pop();
    inner().append(el);
  };
  paragraph();
  if (hasHeadline(doc.text)) paragraphs[0].className = "headline";
  for (const m of doc.mentions) {
    while (stack.length && stack.at(-1).mention.end <= m.start) close();
    // Spans never cross; one that does is left out.
    if (stack.length && m.end > stack.at(-1).mention.end) continue;
    write(m.start);
    const el = withAttributes(element("mark", `l-${m.label}${m.score < 0.7 ? " low" : ""}`), { id: idOf(m), "data-l": m.tag, tabindex: -1 });
    stack.push({ mention: m, el: giveTip(el, tipOf(m, about)) });
  }
  while (stack.length) close();
  write(doc.text.length);
  return { paragraphs: paragraphs.filter((p) => p.textContent.trim()), nodes };
};

// A stretch of the text as a range of the page.
const rangeOf = (nodes, { start, end }) => {
  const held = nodes.filter((n) => n.start < end && n.start + n.node.length > start);
  if (!held.length) return null;
  const range = new Range();
  range.setStart(held[0].node, Math.max(0, start - held[0].start));
  range.setEnd(held.at(-1).node, Math.min(held.at(-1).node.length, end - held.at(-1).start));
  return range;
};
const highlight = (name, ranges) => {
  if (window.Highlight) CSS.highlights.set(name, new Highlight(...ranges.filter(Boolean)));
};

const heading = (name, count) => element("h2", "", name, element("span", "n", count.toLocaleString("en")));
const table = (head, rows) => element("table", "",
  element("thead", "", element("tr", "", ...head.map((name) => element("th", "", name)))),
  element("tbody", "", ...rows.map((cells) => element("tr", "", ...cells.map((cell) => element("td", "", ...[cell].flat()))))));
const block = (name, items, content) => (items.length ? [heading(name, items.length), content()] : []);
const boxed = (...children) => element("div", "box", ...children);

const eventCard = (doc, event, number) => {
  const rows = index.scheme.rolesOf[event.type].flatMap((role) => {
    const fillers = event.arguments.filter((a) => a.role === role).map((a) => a.mention);
    return fillers.length ? [element("dt", "", words(role)), element("dd", "", ...fillers.map((m) => chipOf(doc, m, role)))] : [];
  });
  const card = element("article", "card link",
    element("header", "", element("span", "type", words(event.type)), ...event.triggers.map((m) => chipOf(doc, m))),
    element("dl", "", ...rows));
  if (event.triggers.length) card.dataset.from = idOf(event.triggers[0]);
  return withAttributes(card, { id: `E${number}`, tabindex: -1 });
};
const relationRow = (doc, r) => {
  const row = element("li", "link", chipOf(doc, r.head), " ", element("i", "", words(r.type)), " ", chipOf(doc, r.tail, words(r.type)));
  row.dataset.from = idOf(r.head);
  row.tabIndex = -1;
  return giveTip(row, `score ${r.score}`);
};
const referenceCells = (doc, r) => {
  const known = citedIn(doc.number, r.key.split("#")[0]);
  const kind = [r.type, r.title, r.term && `khóa ${r.term}`].filter(Boolean).join(" ");
  const key = known ? link(`#/documents/${known.number}`, "key", inline(r.key)) : element("b", "key", inline(r.key));
  return [[key, ...(kind ? [element("small", "", inline(kind))] : [])], inline(r.issuer || "–"), inline(r.date || "–"), dotsOf(doc, r.mentions)];
};
const personCells = (doc, p) => {
  const known = personIn(doc.number, p.name.replace(SPACES, " "));
  const name = known ? link(`#/people/${known.number}`, "key", inline(p.name)) : element("b", "", inline(p.name));
  return [name, inline(p.rank || "–"), p.positions.length ? p.positions.map((words) => element("div", "", inline(words))) : "–", dotsOf(doc, p.mentions)];
};

const legendOf = (doc) => element("div", "legend", ...LABELS.flatMap((label) => {
  const count = doc.mentions.filter((m) => m.label === label).length;
  if (!count) return [];
  const button = element("button", `l-${label}`, `${LABEL_WORDS[label]} `, element("b", "", count.toLocaleString("en")));
  return [withAttributes(button, { "data-label": label, "aria-pressed": "true", type: "button" })];
}));

// The whole of it: the element, and what shows a mention in it.
const drawReader = (number, wanted) => {
  const doc = readText(number), { paragraphs, nodes } = drawText(doc);
  const text = withAttributes(element("div", "text", ...paragraphs), { lang: "vi" });
  const meta = element("div", "meta", element("span", "", element("b", "", inline(doc.id))),
    ...(doc.date ? [element("span", "", "dateline ", element("b", "", doc.date))] : []),
    element("span", "", "spans ", element("b", "", doc.mentions.length.toLocaleString("en"))));
  const order = (event) => Math.min(...event.triggers.map((m) => m.start));
  const events = doc.events.toSorted((a, b) => order(a) - order(b));
  const side = element("aside", "side",
    ...block("Events", events, () => element("div", "cards", ...events.map((event, i) => eventCard(doc, event, i + 1)))),
    ...block("Documents", doc.references, () => boxed(table(["Document", "Issuer", "Date", "Mentions"], doc.references.map((r) => referenceCells(doc, r))))),
    ...block("People", doc.people, () => boxed(table(["Person", "Rank", "Positions", "Mentions"], doc.people.map((p) => personCells(doc, p))))),
    ...block("Relations", doc.relations, () => boxed(element("ul", "relations", ...doc.relations.map((r) => relationRow(doc, r))))));
  const root = element("div", "columns", element("section", "sheet", meta, legendOf(doc), text), side);
  const links = startLinks(root);
  startLegend(root, links);
  rove(side, ".card, li.link");
  rove(root.querySelector(".legend"), "button");
  return {
    root, links,
    // Called when it stands on the page; `mention` is its number, or null.
    show: (mention) => {
      const hits = wanted.length ? hitsOf(wanted, doc.text) : [];
      highlight("hits", hits.map((hit) => rangeOf(nodes, hit)));
      const m = doc.mentions[mention];
      highlight("sentence", m ? [rangeOf(nodes, sentenceOf(doc, m))] : []);
      const mark = m && document.getElementById(idOf(m));
      links.show([], mark || null);
      const at = mark || (hits.length && rangeOf(nodes, densest(hits, SNIPPET)[0])?.startContainer.parentElement);
      if (at) at.scrollIntoView({ block: "center" });
    },
  };
};
