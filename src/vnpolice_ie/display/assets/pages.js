// Pages of one document and of all documents.
startTheme();
startTips();
tipsOfTitles(document);

const filter = document.querySelector("input[type=search]");
if (filter && document.querySelector("#documents")) filter.oninput = () => {
  const wanted = filter.value.toLowerCase().split(/\s+/).filter(Boolean);
  for (const row of document.querySelectorAll("#documents tbody tr"))
    row.hidden = !wanted.every((w) => row.textContent.toLowerCase().includes(w));
};

const page = document.querySelector(".text") && document.body;
if (page) {
  const links = startLinks(page);
  startLegend(page, links);
  document.addEventListener("keydown", (e) => { if (e.key === "Escape") links.show([]); });
  const names = document.querySelector("#labels");
  if (names) names.onclick = () => {
    const bare = page.querySelector(".text").classList.toggle("nolabels");
    names.setAttribute("aria-pressed", String(!bare));
    links.draw();
  };
  addEventListener("resize", links.draw);
  // page.html#show-E1 opens with that event shown.
  const named = location.hash.startsWith("#show-") && document.getElementById(location.hash.slice(6));
  if (named && named.matches(".link")) {
    links.show([named]);
    const side = named.closest(".side");
    if (side) side.scrollTop = named.offsetTop - side.offsetTop - 40;
  }
}
