// A list of any length of which only the rows in view are drawn. One stop of the Tab key; arrows, Page, Home and End move.
const SPARE = 4;
const startList = (box, { draw, open, height }) => {
  const ground = element("div", "ground");
  box.append(ground);
  let items = [], active = 0, chosen = null, drawnFrom = -1, drawnTo = -1, rowHeight = height();

  const row = (at) => {
    const el = withAttributes(element("div", "row", ...draw(items[at])), {
      role: "option", id: `row-${at}`, "data-number": items[at].number, "aria-setsize": items.length, "aria-posinset": at + 1, "aria-selected": String(items[at] === chosen),
    });
    el.style.top = `${at * rowHeight}px`;
    el.style.height = `${rowHeight}px`;
    el.classList.toggle("active", at === active);
    el.onclick = () => { active = at; box.focus({ preventScroll: true }); open(items[at], false); };
    return el;
  };
  const redraw = (force = false) => {
    const from = Math.max(0, Math.floor(box.scrollTop / rowHeight) - SPARE);
    const to = Math.min(items.length, Math.ceil((box.scrollTop + box.clientHeight) / rowHeight) + SPARE);
    if (!force && from === drawnFrom && to === drawnTo) return;
    [drawnFrom, drawnTo] = [from, to];
    ground.style.height = `${items.length * rowHeight}px`;
    ground.replaceChildren(...Array.from({ length: to - from }, (_, i) => row(from + i)));
    if (items.length) box.setAttribute("aria-activedescendant", `row-${active}`);
    else box.removeAttribute("aria-activedescendant");
  };
  const reveal = () => {
    const top = active * rowHeight;
    if (top < box.scrollTop) box.scrollTop = top;
    else if (top + rowHeight > box.scrollTop + box.clientHeight) box.scrollTop = top + rowHeight - box.clientHeight;
    redraw(true);
  };
  box.addEventListener("scroll", () => redraw(), { passive: true });
  new ResizeObserver(() => redraw(true)).observe(box);
  box.addEventListener("keydown", (e) => {
    const page = Math.max(1, Math.floor(box.clientHeight / rowHeight) - 1);
    const to = { ArrowDown: active + 1, ArrowUp: active - 1, PageDown: active + page, PageUp: active - page, Home: 0, End: items.length - 1 }[e.key];
    if (e.key === "Enter" && items[active]) open(items[active], true);
    else if (to === undefined || e.altKey || e.ctrlKey || e.metaKey) return;
    else {
      active = Math.max(0, Math.min(items.length - 1, to));
      reveal();
    }
    e.preventDefault();
  });
  return {
    set: (found) => {
      rowHeight = height();
      items = found;
      active = Math.max(0, items.indexOf(chosen));
      box.scrollTop = 0;
      reveal();
    },
    choose: (item) => {
      chosen = item;
      if (items.includes(item)) active = items.indexOf(item);
      reveal();
    },
    redraw: () => redraw(true),
  };
};
