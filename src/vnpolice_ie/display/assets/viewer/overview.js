// What the collection holds, before anything is chosen.
const bars = (rows) => {
  const most = Math.max(1, ...rows.map((r) => r.count));
  return element("div", "box bars", ...rows.map(({ name, count, href, className }) => {
    const bar = element("i", className || "");
    bar.style.width = `${(100 * count) / most}%`;
    return element("div", "", href ? link(href, "name", inline(name)) : element("span", "name", name), element("span", "track", bar), element("b", "", count.toLocaleString("en")));
  }));
};
const yearColumns = () => {
  const years = new Map();
  for (const t of texts) if (/^\d{4}/.test(t.date)) years.set(Number(t.date.slice(0, 4)), (years.get(Number(t.date.slice(0, 4))) || 0) + 1);
  const first = Math.min(...years.keys()), last = Math.max(...years.keys()), most = Math.max(...years.values());
  if (!(last > first) || last - first > 300) return null;
  const every = STEP_YEARS.find((step) => (last - first) / step <= 8);
  return element("div", "box years", ...Array.from({ length: last - first + 1 }, (_, i) => {
    const year = first + i, bar = element("i", ""), column = element("div", "", bar, ...(year % every ? [] : [element("span", "", String(year))]));
    bar.style.height = `${(100 * (years.get(year) || 0)) / most}%`;
    return withAttributes(giveTip(column, `${year}: ${counted(years.get(year) || 0, "text")}`), { role: "img", "aria-label": `${year}: ${years.get(year) || 0}` });
  }));
};
const labelBars = () => LABELS.map((label) => ({
  name: LABEL_WORDS[label], className: `l-${label}`,
  count: TAGS.reduce((sum, tag, i) => sum + (labelOf(tag) === label ? texts.reduce((n, t) => n + t.counts[i], 0) : 0), 0),
}));
const SHOWN_FIRST = 10;
const ranking = (name, things, countOf, hrefOf, className) => (things.length ? [element("div", "", element("h2", "", name),
  bars(things.slice(0, SHOWN_FIRST).map((thing) => ({ name: thing.key || thing.name, count: countOf(thing), href: hrefOf(thing), className })))) ] : []);
const drawOverview = () => {
  const years = yearColumns();
  const tiles = { texts: texts.length, "documents cited": cited.length, "links between them": index.links.length, people: people.length, posts: posts.length };
  const linked = cited.filter(linkCount).toSorted(CITED_ORDERS["most links first"]);
  const toCited = (d) => `#/documents/${d.number}`;
  return { root: element("div", "facts overview",
    element("h1", "", document.title),
    element("div", "tiles", ...Object.entries(tiles).map(([name, count]) => element("div", "", element("b", "", count.toLocaleString("en")), name))),
    element("div", "cards-of",
      ...(years ? [element("div", "", element("h2", "", "Texts by year"), years)] : []),
      element("div", "", element("h2", "", "What was read"), bars(labelBars())),
      ...ranking("Documents cited in most texts", cited, (d) => d.sources.length, toCited, "l-DOC_REF"),
      ...ranking("Documents linked most", linked, linkCount, toCited, "l-DOC_REF"),
      ...ranking("Posts of most holders", posts, (post) => post.holders, (post) => `#/posts/${post.number}`, "l-POSITION"),
      ...ranking("People named in most texts", people, (p) => p.sources.length, (p) => `#/people/${p.number}`, "l-PERSON"))) };
};
