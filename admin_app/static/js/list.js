// Lists change without a reload. Everything here is comfort: without it each link and form loads the whole page.
(() => {
  "use strict";

  // ---- What was looked for is marked in the rows ----------------------------------------------------------------------

  // A letter without its accents, in lower case, and as long as it was: places in the text stay the same.
  const plain = (text) =>
    [...text].map((letter) => (letter.normalize("NFD")[0] || letter).toLowerCase().padEnd(letter.length).slice(0, letter.length)).join("");

  const places = (text, word) => {
    const found = [];
    for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + word.length)) found.push(at);
    return found;
  };

  const textsOf = (cell) => {
    const walker = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
    const nodes = [];
    while (walker.nextNode()) nodes.push(walker.currentNode);
    return nodes;
  };

  const pointIn = (nodes, place) => {
    let left = place;
    for (const node of nodes) {
      if (left <= node.length) return [node, left];
      left -= node.length;
    }
    return [nodes.at(-1), nodes.at(-1).length];
  };

  const mark = () => {
    if (!globalThis.Highlight) return;
    CSS.highlights.delete("found");
    const typed = document.getElementById("search")?.value || "";
    const words = plain(typed).split(/[^\p{L}\p{N}@.]+/u).filter(Boolean);
    if (!words.length) return;
    const ranges = [];
    for (const cell of document.querySelectorAll("#results tbody td")) {
      const nodes = textsOf(cell); // an address is two of them: it may be broken before its @
      const text = plain(nodes.map((node) => node.data).join(""));
      for (const word of words) {
        for (const start of places(text, word)) {
          const range = new Range();
          range.setStart(...pointIn(nodes, start));
          range.setEnd(...pointIn(nodes, start + word.length));
          ranges.push(range);
        }
      }
    }
    if (ranges.length) CSS.highlights.set("found", new Highlight(...ranges));
  };

  // ---- A table that fits keeps its header in sight; one that does not is scrolled sideways, and its header with it -------

  const measure = () => {
    for (const rows of document.querySelectorAll(".rows")) {
      const fits = rows.firstElementChild.offsetWidth <= rows.clientWidth;
      rows.classList.toggle("fits", fits);
      rows.classList.toggle("is-wide", !fits);
    }
  };
  addEventListener("resize", measure);

  // ---- Shift and a click on a heading: sorted by this one too, and by it the other way round the next time ----------------

  document.addEventListener("click", (event) => {
    const link = event.shiftKey && event.target.closest("#results thead a");
    const here = new URL(location.href);
    if (!link || !here.searchParams.get("sort")) return;
    event.preventDefault();
    event.stopPropagation();
    const name = link.id.replace("by-", "");
    const kept = (here.searchParams.get("then") || "").split(",").filter(Boolean);
    const others = kept.filter((key) => key.replace("-", "") !== name);
    const wanted = name === here.searchParams.get("sort") ? others : [...others, kept.includes(name) ? `-${name}` : name];
    for (const gone of ["page", "after", "before", "count", "then"]) here.searchParams.delete(gone);
    if (wanted.length) here.searchParams.set("then", wanted.join(","));
    location.assign(here);
  }, true);

  // ---- Filters: the form opens at what a chip adds to, and again for who has another one to add. Who has applied one, or
  // removed the last chip, goes on from the menu. ---------------------------------------------------------------------------

  let narrowing = false;
  let more = false;
  document.addEventListener("htmx:beforeRequest", (event) => {
    narrowing = Boolean(event.target.closest?.(".chips, #filter"));
    more = event.target.id === "filter-form" && event.detail.requestConfig.triggeringEvent?.submitter?.name === "more";
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    const menu = document.getElementById("filter");
    for (const finder of document.querySelectorAll("[data-find]")) finder.hidden = false;
    if (event.target.id === "filter-form") {
      menu.open = true;
      event.target.querySelector("#filter-rest :is(input, select):not([type=hidden])")?.focus();
    } else if (more) {
      more = false;
      menu.open = true;
      menu.querySelector("#choose-filter").focus();
    } else if (narrowing && document.activeElement === document.body) {
      menu.querySelector("summary").focus();
    }
  });

  // Among many choices one looks by typing; Enter ticks the first of those that are left.
  document.addEventListener("input", (event) => {
    if (!event.target.matches("[data-find]")) return;
    const typed = plain(event.target.value.trim());
    for (const item of event.target.parentElement.querySelectorAll("li")) item.hidden = !plain(item.textContent).includes(typed);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !event.target.matches("[data-find]") || !event.target.value) return;
    event.preventDefault();
    event.target.parentElement.querySelector("li:not([hidden]) input")?.click();
    event.target.value = "";
    event.target.dispatchEvent(new Event("input", { bubbles: true }));
  });

  // ---- When the server does not answer as it should -----------------------------------------------------------------

  const told = (text) => {
    let place = document.getElementById("list-problem");
    if (!place) {
      place = document.createElement("p");
      place.id = "list-problem";
      place.className = "alert alert-danger";
      place.setAttribute("role", "alert");
      document.getElementById("results").before(place);
    }
    place.textContent = text;
    place.hidden = !text;
  };

  document.addEventListener("htmx:sendError", () => told(say("The server does not answer. What you see is what was there before.")));
  document.addEventListener("htmx:responseError", (event) => {
    // A session that has ended leads to the sign-in page, and anything else to the page that explains it.
    location.assign(event.detail.xhr.status === 401 ? location.href : event.detail.pathInfo.finalRequestPath);
  });
  document.addEventListener("htmx:afterSettle", () => {
    if (document.getElementById("list-problem")) told("");
    mark();
    measure();
  });

  mark();
  measure();
})();
