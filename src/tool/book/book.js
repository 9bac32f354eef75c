"use strict";
// One section at a time; the sections stay links, so that a page without this script is the whole book.
(() => {
  const root = document.documentElement;
  const views = [...document.querySelectorAll(".view")];
  const links = [...document.querySelectorAll("nav a")];

  const nameOf = view => view.id.slice(view.id.indexOf("-") + 1);

  // A chapter's link leads to the section that is being read, where the chapter has it.
  const keepSection = section => {
    for (const link of document.querySelectorAll(".chapters a")) {
      const chapter = link.hash.slice(1).split("-")[0];
      if (document.getElementById(`${chapter}-${section}`)) link.hash = `#${chapter}-${section}`;
    }
  };

  // A calendar that chapters share stands in the page once, and moves to the chapter that is read.
  const bringYears = chapter => {
    for (const box of chapter.querySelectorAll("[data-year]")) box.append(document.getElementById(box.dataset.year));
  };

  const show = view => {
    const chapter = view.closest(".chapter");
    if (chapter) bringYears(chapter);
    for (const one of views) one.classList.toggle("shown", one === view);
    for (const one of document.querySelectorAll(".chapter")) one.classList.toggle("shown", one === chapter);
    const lists = document.querySelectorAll(".sections");
    for (const list of lists) list.classList.toggle("shown", chapter === null ? lists.length === 1 : list.dataset.chapter === chapter.id);
    if (chapter) keepSection(nameOf(view));
    for (const link of links) {
      const target = link.hash.slice(1);
      const current = link.closest(".chapters") ? (chapter ? target.startsWith(`${chapter.id}-`) : target === view.id) : target === view.id;
      if (current) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
  };

  const follow = () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const view = target && (target.closest(".view") || target.querySelector(".view"));
    if (!view) return;
    show(view);
    const folded = target.closest("details");
    if (folded) folded.open = true;
    target.scrollIntoView({block: target === view ? "start" : "center"});
  };

  // Letters without their marks, as they are typed in a hurry.
  const plain = text => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/đ/g, "d").replace(/Đ/g, "D").toLowerCase();

  for (const field of document.querySelectorAll("input[data-filter]")) {
    const rows = [...document.getElementById(field.dataset.filter).tBodies[0].rows];
    const texts = rows.map(row => plain(row.textContent));
    const count = field.closest(".filter").querySelector(".count");
    field.addEventListener("input", () => {
      const words = plain(field.value).split(/\s+/).filter(word => word !== "");
      let left = 0;
      rows.forEach((row, at) => {
        const hit = words.every(word => texts[at].includes(word));
        row.hidden = !hit;
        if (hit) left += 1;
      });
      count.textContent = words.length === 0 ? "" : ` ${left}/${rows.length}`;
    });
  }

  // An act of the diagram shows its transitions beside it.
  for (const link of document.querySelectorAll(".diagram a.event")) {
    link.addEventListener("click", event => {
      const cards = link.dataset.show.split(" ").map(id => document.getElementById(id)).filter(card => card !== null);
      const panel = link.closest(".with-panel").querySelector(".panel");
      if (cards.length === 0) return;
      event.preventDefault();
      const copies = cards.map(card => {
        const copy = card.cloneNode(true);
        copy.removeAttribute("id");
        return copy;
      });
      panel.querySelector(".shown-cards").replaceChildren(...copies);
      for (const one of document.querySelectorAll(".diagram a.chosen")) one.classList.remove("chosen");
      link.classList.add("chosen");
      panel.scrollIntoView({block: "nearest"});
    });
  }

  for (const choice of document.querySelectorAll("input[name=lang]")) {
    choice.addEventListener("change", () => { root.lang = choice.value; });
    if (choice.checked) root.lang = choice.value;
  }

  root.classList.add("scripted");
  if (views.length > 0) show(views[0]);
  window.addEventListener("hashchange", follow);
  follow();
})();
