// Filters faults and draws their sentences as they come into view. All words go into the page as text nodes.
(() => {
  const data = JSON.parse(document.getElementById("faults").textContent);
  const PAGE = 30;
  const KINDS = { label: "wrong label", boundary: "wrong boundary", both: "wrong label and boundary", missed: "missed", spurious: "spurious" };
  const GROUPS = ["part", "kind", "name"];
  const byId = (id) => document.getElementById(id);
  const list = byId("list"), more = byId("more"), search = byId("search"), order = byId("order");

  const element = (tag, className, ...children) => {
    const el = document.createElement(tag);
    if (className) el.className = className;
    el.append(...children);
    return el;
  };
  // Accents are left out, so that a search without them finds the words with them.
  const fold = (s) => s.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/[đĐ]/g, "d").toLowerCase();
  // Some roles are called as labels are.
  const names = (f) => [...new Set([f.g, f.r].filter(Boolean).map((n) => f.part === "arguments" ? "role:" + n : n))];
  const placeOf = (f) => f.part === "arguments" ? "roles" : f.part === "relations" ? "relations" : "labels";
  const labelClass = (tag) => /^[A-Z_]+(\.|$)/.test(tag) ? "l-" + tag.split(".")[0] : "";

  // One entry a faulty sentence; `words` is made when first searched for.
  const cases = [];
  data.documents.forEach((doc, at) => {
    doc.faults = 0;
    for (const sentence of doc.sentences) {
      doc.faults += sentence.faults.length;
      cases.push({ doc, at, sentence });
    }
  });
  const words = (c) => c.words ??= fold([c.doc.id, c.doc.title, c.sentence.text,
    ...c.sentence.faults.flatMap((f) => [f.gold || "", f.read || ""])].join("\n"));

  const chosen = { part: new Set(), kind: new Set(), name: new Set(), gold: "", read: "" };
  const has = { part: (f) => [f.part], kind: (f) => [f.kind], name: names };
  const passes = (f, except) =>
    GROUPS.every((g) => g === except || !chosen[g].size || has[g](f).some((v) => chosen[g].has(v))) &&
    (!chosen.gold || (f.g || "none") === chosen.gold) && (!chosen.read || (f.r || "none") === chosen.read);

  const place = new Map();
  const all = { part: new Map(), kind: new Map(), name: new Map() };
  for (const c of cases) for (const f of c.sentence.faults)
    for (const g of GROUPS) for (const v of has[g](f)) {
      all[g].set(v, (all[g].get(v) || 0) + 1);
      if (g === "name") place.set(v, placeOf(f));
    }
  const fixed = { part: ["entities", "relations", "arguments", "references"], kind: Object.keys(KINDS) };
  const buttons = { part: new Map(), kind: new Map(), name: new Map() };
  for (const g of GROUPS) {
    const values = (fixed[g] || [...all[g].keys()].sort((a, b) => all[g].get(b) - all[g].get(a))).filter((v) => all[g].has(v));
    for (const value of values) {
      const count = element("b", "");
      const isLabel = place.get(value) === "labels";
      const button = element("button", isLabel ? labelClass(value) : "");
      button.type = "button";
      if (isLabel) button.append(element("i", ""));
      button.append(element("span", "", g === "kind" ? KINDS[value] : value.replace("role:", "")), count);
      button.onclick = () => {
        if (!chosen[g].delete(value)) chosen[g].add(value);
        update();
      };
      byId(place.get(value) || g).append(button);
      buttons[g].set(value, { button, count });
    }
  }

  for (const id of ["labels", "relations", "roles"]) byId(id).hidden = ![...place.values()].includes(id);

  let found = [], drawn = 0;
  const update = () => {
    const wanted = fold(search.value).split(/\s+/).filter(Boolean);
    const hits = wanted.length ? cases.filter((c) => wanted.every((w) => words(c).includes(w))) : cases;
    // The number beside a choice is what it would show together with the other groups' choices.
    for (const g of GROUPS) {
      const counts = new Map();
      for (const c of hits) for (const f of c.sentence.faults)
        if (passes(f, g)) for (const v of has[g](f)) counts.set(v, (counts.get(v) || 0) + 1);
      for (const [value, { button, count }] of buttons[g]) {
        const n = counts.get(value) || 0;
        count.textContent = n.toLocaleString("en");
        button.classList.toggle("none", !n);
        button.setAttribute("aria-pressed", String(chosen[g].has(value)));
      }
    }
    let faults = 0;
    found = hits.filter((c) => {
      const n = c.sentence.faults.filter((f) => passes(f)).length;
      faults += n;
      return n;
    });
    if (order.value === "most") found = [...found].sort((a, b) => b.doc.faults - a.doc.faults || a.at - b.at);
    const pair = chosen.gold || chosen.read ? ` · gold ${chosen.gold || "any"}, read ${chosen.read || "any"}` : "";
    byId("count").replaceChildren(element("b", "", faults.toLocaleString("en")),
      ` ${faults === 1 ? "fault" : "faults"} in ${found.length.toLocaleString("en")} sentences of ` +
      `${new Set(found.map((c) => c.at)).size} documents (${data.total} in all)${pair}`);
    list.replaceChildren();
    drawn = 0;
    draw();
    remember();
  };

  const marked = (text, spans) => {
    const letters = Array.from(text), root = document.createDocumentFragment();
    let at = 0, open = [], into = root;
    const upTo = (end) => {
      if (end > at) into.append(letters.slice(at, end).join(""));
      at = Math.max(at, end);
    };
    const close = () => {
      upTo(open.pop().end);
      into = open.length ? open[open.length - 1].el : root;
    };
    for (const [start, end, tag, right] of spans) {
      while (open.length && open[open.length - 1].end <= start) close();
      if (open.length && end > open[open.length - 1].end) continue;
      upTo(start);
      const el = element("mark", `${labelClass(tag)} ${right ? "right" : "wrong"}`);
      el.dataset.l = tag.replace("EVENT.", "");
      el.dataset.at = `${start}-${end}`;
      into.append(el);
      open.push({ el, end });
      into = el;
    }
    while (open.length) close();
    upTo(letters.length);
    return root;
  };
  // A relation or an argument rings the two mentions that it joins, where they stand in this sentence.
  const endsOf = (f, sides) => (f.ends || []).flatMap(([start, end]) =>
    (f.gold ? sides.gold : sides.read).querySelector(`mark[data-at="${start}-${end}"]`) || []);
  const row = (f, sides) => {
    const what = element("span", "");
    if (f.gold) what.append(element("ins", "", f.gold));
    if (f.read) what.append(element("s", "", f.read));
    if (f.note) what.append(" ", element("small", "", f.note));
    const li = element("li", passes(f) ? "" : "other", element("b", "", KINDS[f.kind], element("small", "", f.part)), what);
    const ends = endsOf(f, sides);
    if (ends.length) {
      if (passes(f)) for (const end of ends) end.classList.add("end");
      const light = (on) => () => { for (const end of ends) end.classList.toggle("lit", on); };
      li.tabIndex = 0;
      li.onmouseenter = li.onfocus = light(true);
      li.onmouseleave = li.onblur = light(false);
    }
    return li;
  };
  const card = ({ sentence }) => {
    const side = (spans) => element("dd", "", marked(sentence.text, spans));
    const gold = side(sentence.gold);
    // Where both sides have the same mentions, one line serves for both.
    const same = JSON.stringify(sentence.gold) === JSON.stringify(sentence.read);
    const sides = { gold, read: same ? gold : side(sentence.read) };
    const lines = same ? [element("dt", "", "both"), gold] : [element("dt", "", "gold"), gold, element("dt", "", "read"), sides.read];
    const el = element("article", "case", element("dl", "side-by-side", ...lines),
      element("ul", "", ...sentence.faults.map((f) => row(f, sides))));
    el.tabIndex = 0;
    return el;
  };
  const draw = () => {
    for (const c of found.slice(drawn, drawn + PAGE)) {
      if (!drawn || found[drawn - 1].doc !== c.doc)
        list.append(element("h3", "", c.doc.id, element("small", "", c.doc.title === c.doc.id ? "" : c.doc.title)));
      list.append(card(c));
      drawn += 1;
    }
    more.hidden = drawn >= found.length;
  };
  more.onclick = draw;
  new IntersectionObserver((seen) => { if (seen.some((s) => s.isIntersecting) && !more.hidden) draw(); }, { rootMargin: "600px" }).observe(more);

  // The choices stand in the address, so that a page can be linked as it is seen.
  const remember = () => {
    const out = new URLSearchParams();
    for (const g of GROUPS) for (const v of chosen[g]) out.append(g, v);
    for (const g of ["gold", "read"]) if (chosen[g]) out.set(g, chosen[g]);
    if (search.value) out.set("q", search.value);
    const hash = String(out);
    try { history.replaceState(null, "", hash ? "#" + hash : location.pathname + location.search); } catch { /* not from a frame or a data address */ }
  };
  const recall = () => {
    const given = new URLSearchParams(location.hash.slice(1));
    for (const g of GROUPS) chosen[g] = new Set(given.getAll(g).filter((v) => buttons[g].has(v)));
    chosen.gold = given.get("gold") || "";
    chosen.read = given.get("read") || "";
    search.value = given.get("q") || "";
    update();
  };
  const reset = () => {
    for (const g of GROUPS) chosen[g].clear();
    chosen.gold = chosen.read = search.value = "";
    update();
  };
  let timer = 0;
  search.oninput = () => { clearTimeout(timer); timer = setTimeout(update, 120); };
  order.onchange = update;
  byId("reset").onclick = reset;
  addEventListener("hashchange", recall);
  document.addEventListener("keydown", (e) => {
    if (e.ctrlKey || e.metaKey || e.altKey) return;
    if (e.key === "Escape") { reset(); return; }
    if (e.target.matches("input, select")) return;
    if (e.key === "/") { e.preventDefault(); search.focus(); }
    if (e.key === "j" || e.key === "k") {
      const cards = [...list.querySelectorAll(".case")];
      const now = cards.indexOf(document.activeElement.closest(".case"));
      if (e.key === "j" && now === cards.length - 1 && !more.hidden) { draw(); cards.push(...[...list.querySelectorAll(".case")].slice(cards.length)); }
      const next = cards[e.key === "j" ? now + 1 : Math.max(0, now - 1)];
      if (next) { next.focus({ preventScroll: true }); next.scrollIntoView({ block: "center" }); }
    }
  });
  recall();
})();
