// The page: views, the address (#/view/number/mention), search, and what is shown.
const VIEWS = {
  texts: { things: texts, height: 98, orders: TEXT_ORDERS, hint: "Search in all texts; accents may be left out" },
  documents: { things: cited, height: 60, orders: CITED_ORDERS, hint: "Search documents: number, issuer, subject", find: findCited, row: citedRow, draw: drawCited },
  people: { things: people, height: 60, orders: PEOPLE_ORDERS, hint: "Search people", find: findPeople, row: personRow, draw: drawPerson },
  posts: { things: posts, height: 60, orders: POST_ORDERS, hint: "Search posts", find: findPosts, row: postRow, draw: drawPost },
};
const byId = (id) => document.getElementById(id);
const search = byId("search"), order = byId("order"), detail = byId("detail"), status = document.querySelector(".count [role=status]");
const filters = document.querySelector(".filters"), panes = document.querySelector(".panes");
const narrow = matchMedia("(max-width: 960px)");

let view = "", wanted = [], shownLinks = null;
const state = Object.fromEntries(Object.keys(VIEWS).map((name) => [name, { query: "", order: Object.keys(VIEWS[name].orders)[0] }]));
const linkTypes = new Set();

startTheme();
startTips();
const list = startList(byId("list"), {
  draw: (item) => (view === "texts" ? textRow(item, wanted, tags.chosen) : VIEWS[view].row(item)),
  height: () => VIEWS[view || "texts"].height,
  open: (item, byKey) => {
    location.hash = `#/${view}/${item.number}`;
    if (byKey) detail.focus();
  },
});
const filterBox = filters.querySelector("div");
const tags = startTagFilters(filterBox, () => update());
const tagLines = [...filterBox.children];
filters.open = !narrow.matches;
const linkLine = withAttributes(element("div", "tags", ...Object.entries(CITED_FILTERS).map(([type, name]) => {
  const button = withAttributes(element("button", "l-DOC_REF", name), { type: "button", "aria-pressed": "false" });
  button.onclick = () => {
    if (!linkTypes.delete(type)) linkTypes.add(type);
    button.setAttribute("aria-pressed", String(linkTypes.has(type)));
    update();
  };
  return button;
})), { role: "toolbar", "aria-label": "Links" });
rove(linkLine, "button");

const update = () => {
  const { things, orders, find } = VIEWS[view], of = state[view];
  of.query = search.value;
  of.order = order.value;
  wanted = readQuery(search.value);
  let found = things;
  if (wanted.length) found = view === "texts" ? wordsOfTexts.find(wanted) : find(wanted);
  if (view === "texts") {
    tags.count(found);
    found = filterTexts(found, tags.chosen);
  }
  if (view === "documents" && linkTypes.size) found = found.filter((d) => [...linkTypes].every((type) => [...d.out, ...d.into].some((one) => one.type === type)));
  list.set(found.toSorted(orders[of.order]));
  const isDone = view !== "texts" || !wanted.length || wordsOfTexts.isReady();
  status.textContent = `${found.length.toLocaleString("en")} of ${things.length.toLocaleString("en")}` + (isDone ? "" : ", reading on …");
  if (!isDone) wordsOfTexts.whenReady(() => { if (view === "texts") update(); });
};

const enter = (name) => {
  if (view === name) return;
  view = name;
  for (const a of document.querySelectorAll(".views a")) {
    if (a.hash === `#/${name}`) {
      a.setAttribute("aria-current", "page");
      a.scrollIntoView({ block: "nearest", inline: "nearest" });
    } else a.removeAttribute("aria-current");
  }
  search.placeholder = VIEWS[name].hint;
  search.setAttribute("aria-label", VIEWS[name].hint);
  search.value = state[name].query;
  order.replaceChildren(...Object.keys(VIEWS[name].orders).map((words) => new Option(words, words)));
  order.value = state[name].order;
  byId("list").setAttribute("aria-label", document.querySelector(`.views a[href="#/${name}"]`).firstChild.data.trim());
  filterBox.replaceChildren(...(name === "texts" ? tagLines : name === "documents" ? [linkLine] : []));
  filters.hidden = !filterBox.children.length;
  update();
};

const back = () => {
  const button = element("button", "back", "← Back to the list");
  button.type = "button";
  button.onclick = () => { location.hash = `#/${view}`; byId("list").focus(); };
  return button;
};
const show = () => {
  const [name, number, mention] = location.hash.replace(/^#\//, "").split("/");
  enter(name in VIEWS ? name : "texts");
  const item = number && /^\d+$/.test(number) ? VIEWS[view].things[Number(number)] : null;
  panes.classList.toggle("chosen", Boolean(item));
  highlight("hits", []);
  highlight("sentence", []);
  list.choose(item);
  shownLinks = null;
  if (item && !isWhole()) {
    detail.replaceChildren(element("p", "note", "Reading …"));
    whenWhole(show);
    return;
  }
  const drawing = !item ? drawOverview() : view === "texts" ? drawReader(item.number, wanted) : VIEWS[view].draw(item);
  detail.replaceChildren(...(item ? [back()] : []), drawing.root);
  detail.scrollTop = 0;
  if (narrow.matches) scrollTo(0, 0);
  shownLinks = drawing.links || null;
  drawing.show?.(mention && /^\d+$/.test(mention) ? Number(mention) : null);
  document.documentElement.dataset.ready = "";
};

document.querySelectorAll(".views a").forEach((a) => { a.querySelector("b").textContent = VIEWS[a.hash.slice(2)].things.length.toLocaleString("en"); });
for (const skip of document.querySelectorAll(".skip")) skip.onclick = (e) => {
  e.preventDefault();
  byId(skip.dataset.skip).focus();
};
search.oninput = () => update();
order.onchange = () => update();
addEventListener("hashchange", show);
addEventListener("resize", () => shownLinks?.draw());
document.addEventListener("keydown", (e) => {
  if (e.key === "/" && !e.target.matches("input, select")) {
    e.preventDefault();
    search.focus();
  } else if (e.key === "Escape") {
    if (e.target === search) { search.value = ""; update(); }
    else if (shownLinks && !shownLinks.isEmpty()) shownLinks.show([]);
    else if (detail.contains(e.target)) {
      if (narrow.matches) location.hash = `#/${view}`;
      byId("list").focus();
    }
  }
});
show();
whenWhole(wordsOfTexts.start);
