// A click on an event, a relation or a span shows what belongs together: its spans, and arcs with their roles.
// `root` holds the text (.text), and the cards and rows (.link) that name spans by [data-m].
const startLinks = (root) => {
  const text = root.querySelector(".text");
  const svg = drawn("svg", { class: "arcs", "aria-hidden": "true" });
  text.append(svg);
  let shown = [], named = null;

  const clear = () => {
    svg.replaceChildren();
    text.classList.remove("busy");
    for (const el of root.querySelectorAll(".on")) el.classList.remove("on");
  };
  const arc = (from, to, label) => {
    const box = text.getBoundingClientRect();
    const a = from.getClientRects()[0], b = to.getClientRects()[0];
    if (!a || !b) return;
    const ax = a.left + a.width / 2 - box.left, bx = b.left + b.width / 2 - box.left;
    const ay = a.top - box.top, by = b.top - box.top;
    const lift = Math.min(ay, by) - Math.min(34, 14 + Math.abs(ax - bx) / 12);
    const group = drawn("g", { class: [...to.classList].find((name) => name.startsWith("l-")) });
    group.append(drawn("path", { d: `M${ax},${ay} C${ax},${lift} ${bx},${lift} ${bx},${by}` }),
      drawn("circle", { cx: bx, cy: by, r: 3.5 }));
    // The label stands nearer to the target, where arcs of one event lie apart.
    const t = 0.74, near = t * t * (3 - 2 * t);
    const x = ax + (bx - ax) * near, y = (1 - t) ** 3 * ay + 3 * t * (1 - t) * lift + t ** 3 * by;
    const name = words(label), w = name.length * 6.2 + 12;
    group.append(drawn("rect", { x: x - w / 2, y: y - 8, width: w, height: 16, rx: 8 }), drawn("text", { x, y }, name));
    svg.append(group);
  };
  const nearest = (marks, to) => {
    const at = to.getBoundingClientRect();
    const far = (m) => { const r = m.getBoundingClientRect(); return 20 * Math.abs(r.top - at.top) + Math.abs(r.left - at.left); };
    return marks.reduce((best, m) => (far(m) < far(best) ? m : best));
  };
  const draw = () => {
    clear();
    text.classList.toggle("busy", shown.length > 0);
    if (named) named.classList.add("on");
    for (const one of shown) {
      one.classList.add("on");
      // Ends without a role are the triggers of an event, or the head of a relation.
      const starts = [];
      for (const chip of one.querySelectorAll("[data-m]")) {
        const to = document.getElementById(chip.dataset.m);
        if (!to) continue;
        to.classList.add("on");
        if (!chip.dataset.role) starts.push(to);
        else if (starts.length) arc(nearest(starts, to), to, chip.dataset.role);
      }
    }
  };
  const show = (links, mark = null) => { shown = links; named = mark; draw(); };
  const linksOf = (id) => [...root.querySelectorAll(".link")].filter((one) =>
    one.dataset.from === id || [...one.querySelectorAll("[data-m]")].some((c) => c.dataset.m === id));
  const quiet = matchMedia("(prefers-reduced-motion: reduce)");
  const scrollTo = (el, block = "center") => el.scrollIntoView({ block, behavior: quiet.matches ? "auto" : "smooth" });

  root.addEventListener("click", (e) => {
    const chip = e.target.closest("[data-m]"), mark = e.target.closest("mark"), one = e.target.closest(".link");
    if (chip) {
      if (e.ctrlKey || e.metaKey || e.shiftKey) return;
      e.preventDefault();
      const to = document.getElementById(chip.dataset.m);
      if (to) scrollTo(to);
      show(one ? [one] : linksOf(chip.dataset.m), to);
    } else if (mark && text.contains(mark)) {
      const links = linksOf(mark.id);
      show(links, mark);
      if (links.length) scrollTo(links[0], "nearest");
    } else if (one) {
      const again = one.classList.contains("on") && shown.length === 1;
      show(again ? [] : [one]);
      const from = document.getElementById(one.dataset.from);
      if (!again && from) scrollTo(from);
    } else if (!e.target.closest("button, a")) {
      show([]);
    }
  });
  root.addEventListener("keydown", (e) => {
    if (e.key === "Enter" && e.target.matches("mark, .link")) e.target.click();
  });
  rove(text, "mark");
  return { show, draw, linksOf, isEmpty: () => !shown.length && !named };
};
const startLegend = (root, links) => {
  const text = root.querySelector(".text");
  for (const button of root.querySelectorAll(".legend button[data-label]")) button.onclick = () => {
    const off = button.getAttribute("aria-pressed") === "true";
    button.setAttribute("aria-pressed", String(!off));
    for (const m of text.querySelectorAll(".l-" + button.dataset.label)) m.classList.toggle("off", off);
    links.draw();
  };
};
