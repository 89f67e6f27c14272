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

  const mark = () => {
    if (!globalThis.Highlight) return;
    CSS.highlights.delete("found");
    const typed = document.getElementById("search")?.value || "";
    const words = plain(typed).split(/[^\p{L}\p{N}@.]+/u).filter(Boolean);
    if (!words.length) return;
    const ranges = [];
    const walker = document.createTreeWalker(document.querySelector("#results tbody") || document.createElement("p"), NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const text = plain(walker.currentNode.data);
      for (const word of words) {
        for (const start of places(text, word)) {
          const range = new Range();
          range.setStart(walker.currentNode, start);
          range.setEnd(walker.currentNode, start + word.length);
          ranges.push(range);
        }
      }
    }
    if (ranges.length) CSS.highlights.set("found", new Highlight(...ranges));
  };

  // ---- Rows as high as the reader likes, kept in this browser ---------------------------------------------------------

  const density = () => {
    try {
      return localStorage.getItem("density") || "comfortable";
    } catch {
      return "comfortable"; // storage is blocked
    }
  };

  const show = () => {
    document.documentElement.dataset.density = density();
    for (const switcher of document.querySelectorAll("[data-density-switcher]")) switcher.hidden = false;
    for (const button of document.querySelectorAll("[data-density-choice]")) {
      button.setAttribute("aria-pressed", String(button.dataset.densityChoice === density()));
    }
  };

  // A table that fits keeps its header in sight; one that does not is scrolled sideways, and its header with it.
  const measure = () => {
    for (const rows of document.querySelectorAll(".rows")) {
      rows.classList.toggle("fits", rows.firstElementChild.offsetWidth <= rows.clientWidth);
    }
  };
  addEventListener("resize", measure);

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-density-choice]");
    if (!button) return;
    try {
      localStorage.setItem("density", button.dataset.densityChoice);
    } catch {
      return;
    }
    show();
  });

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
    show();
    measure();
  });

  mark();
  show();
  measure();
})();
