"use strict";
{
  const form = document.getElementById("find");
  const query = document.getElementById("q");
  const language = document.getElementById("lang");
  const count = document.getElementById("count");
  const cards = Array.from(document.querySelectorAll("article"), (node) => ({
    node,
    rows: Array.from(node.querySelectorAll("li"), (row) => ({ row, lang: row.lang, text: row.querySelector(".read").textContent })),
    picture: node.querySelector("img"),
    first: node.querySelector("img").getAttribute("src"),
    text: null,
  }));

  // Without accents, vowel signs and case, so that "coleccion" finds "Colección"; letters of other scripts stay as they are.
  const fold = (text) => text.normalize("NFKD").replace(/\p{M}+/gu, "").toLowerCase();

  const textOf = (card) => {
    card.text ??= fold(card.node.querySelector("div").textContent);
    return card.text;
  };

  const show = () => {
    const words = fold(query.value).split(/\s+/).filter(Boolean);
    const lang = language.value;
    let shown = 0;
    for (const card of cards) {
      let rows = 0;
      for (const { row, lang: own } of card.rows) {
        const fits = !lang || own === lang;
        if (row.hidden === fits) row.hidden = !fits;
        rows += fits;
      }
      const fits = rows > 0 && words.every((word) => textOf(card).includes(word));
      if (card.node.hidden === fits) card.node.hidden = !fits;
      if (fits) {
        shown += 1;
        const row = lang && card.rows.find((one) => one.lang === lang);
        const source = row ? row.row.querySelector(".read").getAttribute("href").replace(/html$/, "webp") : card.first;
        if (card.picture.getAttribute("src") !== source) card.picture.setAttribute("src", source);
      }
    }
    count.textContent = shown ? count.dataset.count.replace("{count}", String(shown)) : count.dataset.none;
  };

  const remember = () => {
    const state = new URLSearchParams();
    if (language.value) state.set("lang", language.value);
    if (query.value) state.set("q", query.value);
    history.replaceState(null, "", state.size ? `#${state}` : location.pathname + location.search);
  };

  const recall = () => {
    const state = new URLSearchParams(location.hash.slice(1));
    query.value = state.get("q") ?? "";
    language.value = state.get("lang") ?? "";
    if (language.selectedIndex < 0) language.value = "";
    show();
  };

  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", () => {
    show();
    remember();
  });
  addEventListener("hashchange", () => {
    if (location.hash.includes("=") || !location.hash) recall();
  });
  if (location.hash.includes("=")) recall();
}
