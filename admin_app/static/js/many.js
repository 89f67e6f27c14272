// Choosing many rows of a list. Comfort only: without this file the boxes, the select and its button do the same.
(() => {
  "use strict";

  // A list that is searched or turned over puts other rows, and another bar, in the place of these.
  let bar = null;
  let everything = null;
  let last = null; // the box that was clicked last

  const boxes = () => [...document.querySelectorAll("input[name=rowid]")];

  // ---- The box of the page, and how many are chosen -----------------------------------------------------------------

  const pageBox = document.createElement("input");

  const addPageBox = () => {
    const head = document.querySelector(".rows thead th");
    if (!head) return;
    pageBox.type = "checkbox";
    pageBox.className = "many-page";
    pageBox.setAttribute("aria-label", say("Select all rows of this page"));
    head.append(pageBox);
  };

  const told = (count) => {
    if (everything?.checked) return everything.dataset.said;
    return count ? say("{count} selected", { count }) : "";
  };

  const show = () => {
    const all = boxes();
    const count = all.filter((box) => box.checked).length;
    pageBox.checked = count > 0 && count === all.length;
    pageBox.indeterminate = count > 0 && count < all.length;
    bar.classList.toggle("open", count > 0);
    const text = bar.querySelector("[data-count]");
    if (text.textContent !== told(count)) text.textContent = told(count);
  };

  const choose = (chosen, on) => {
    for (const box of chosen) box.checked = on;
    if (everything && !on) everything.checked = false;
    show();
  };

  const clear = () => {
    const inside = bar.contains(document.activeElement);
    choose(boxes(), false);
    if (inside) pageBox.focus();
  };

  // ---- A click with Shift takes everything between this row and the last one ----------------------------------------

  const clicked = (event) => {
    const box = event.target;
    const all = boxes();
    const [from, to] = [all.indexOf(last), all.indexOf(box)].sort((a, b) => a - b);
    const range = event.shiftKey && last && from >= 0 ? all.slice(from, to + 1) : [box];
    last = box;
    choose(range, box.checked);
  };

  // ---- What can be done, as buttons where there is room -------------------------------------------------------------

  const addButtons = () => {
    const select = bar.querySelector("select");
    const place = bar.querySelector("[data-deeds]");
    for (const { value, text } of select.options) {
      if (!value) continue;
      const button = document.createElement("button");
      button.className = "btn many-deed";
      button.type = "button";
      button.textContent = text;
      button.addEventListener("click", () => {
        select.value = value;
        bar.requestSubmit();
      });
      place.append(button);
    }
    place.querySelector("button.many-deed")?.setAttribute("aria-keyshortcuts", "m");
    select.required = true;
  };

  const busy = "details[open], .user-menu, .sidebar, .cell-form, input:not([type=checkbox]), select, textarea, dialog";

  const start = () => {
    const found = document.querySelector("[data-many]");
    if (!found || found === bar) return;
    bar = found;
    everything = bar.querySelector("[name=everything]");
    last = null;
    addPageBox();
    addButtons();
    bar.querySelector("[data-clear]").hidden = false;
    bar.querySelector("[data-clear]").addEventListener("click", clear);
    everything?.addEventListener("change", () => choose(boxes(), everything.checked || boxes().some((box) => box.checked)));
    show();
  };

  pageBox.addEventListener("click", () => choose(boxes(), pageBox.checked));
  document.addEventListener("click", (event) => {
    if (event.target.matches?.("input[name=rowid]")) clicked(event);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.defaultPrevented || !bar?.classList.contains("open")) return;
    if (!event.target.closest?.(busy) || bar.contains(event.target)) clear();
  });
  addEventListener("pageshow", () => bar && show()); // a browser that goes back ticks again what was ticked
  document.addEventListener("htmx:afterSettle", start);
  start();

  // ---- Giving many the same values: who fills in a field means it ---------------------------------------------------

  for (const field of document.querySelectorAll("[data-many-field]")) {
    const tick = field.querySelector("[name=change]");
    const mean = (event) => {
      if (event.target !== tick) tick.checked = true;
    };
    field.addEventListener("input", mean);
    field.addEventListener("change", mean);
  }
})();
