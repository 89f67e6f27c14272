// Editing a cell of a list where it stands. Comfort only: the record's form does the same.
(() => {
  "use strict";

  // A list that is searched or turned over puts other rows in the place of these.
  let declared = null;
  let fields = {};

  const sorry = say("This could not be saved. Reload the page and try again.");

  const idOf = (row) => row.querySelector("[name=rowid]")?.value ?? new URL(row.querySelector("a[href*='id=']").href).searchParams.get("id");
  const cells = () => [...document.querySelectorAll(".rows tbody td[data-label]")].filter((cell) => cell.dataset.label in fields);
  const addressOf = (cell) => {
    const url = new URL(declared.dataset.url, location.href);
    url.searchParams.set("id", idOf(cell.parentElement));
    url.searchParams.set("name", fields[cell.dataset.label]);
    return url;
  };

  const told = document.createElement("p");
  told.className = "visually-hidden";
  told.ariaLive = "polite";

  // What was saved last, and the way to take it back. The place is there before the words, or they might not be read out.
  const offered = document.createElement("div");
  offered.role = "status";

  const tell = (text, undo = "") => {
    told.textContent = undo ? "" : text;
    offered.innerHTML = undo;
  };

  // ---- A small button in each cell; one of them is in the tab order, the arrows lead to the others ------------------

  const addButton = (cell, reachable) => {
    const button = document.createElement("button");
    const row = cell.parentElement.cells[0].textContent.trim();
    button.type = "button";
    button.className = "cell-edit";
    button.tabIndex = reachable ? 0 : -1;
    button.title = say("Edit {field}, {row}", { field: cell.dataset.label, row });
    cell.classList.add("editable");
    cell.append(button);
    return button;
  };

  const buttonOf = (cell) => cell?.querySelector(".cell-edit");

  const reach = (button) => {
    for (const other of document.querySelectorAll(".cell-edit[tabindex='0']")) other.tabIndex = -1;
    button.tabIndex = 0;
    button.focus();
  };

  const neighbor = (cell, key) => {
    const inRow = [...cell.parentElement.cells].filter((other) => other.dataset.label in fields);
    const position = inRow.indexOf(cell);
    const row = { ArrowUp: cell.parentElement.previousElementSibling, ArrowDown: cell.parentElement.nextElementSibling }[key];
    if (row !== undefined) return row?.cells[cell.cellIndex];
    return inRow[position + { ArrowLeft: -1, ArrowRight: 1 }[key]];
  };

  // ---- Opening, saving, and leaving it as it was --------------------------------------------------------------------

  const ask = async (url, body) => {
    const answer = await fetch(url, { method: body ? "POST" : "GET", body, headers: { Accept: "application/json" } });
    const content = await answer.json();
    return answer.ok ? content : { refusal: content.advice || sorry };
  };

  const close = (cell, html) => {
    cell.classList.remove("editing");
    cell.innerHTML = html;
    reach(addButton(cell, true));
  };

  const refuse = (cell, text) => {
    const place = cell.querySelector(".invalid-feedback") || document.createElement("div");
    place.className = "invalid-feedback";
    place.setAttribute("role", "alert");
    place.textContent = text;
    cell.append(place);
  };

  const fill = (cell, html, before) => {
    cell.classList.add("editing");
    cell.innerHTML = html;
    const form = cell.querySelector("form");
    const control = form.querySelector("input:not([type=hidden]), select, textarea");
    cell.dispatchEvent(new CustomEvent("form:shown", { bubbles: true }));
    control.focus();
    control.select?.();
    form.querySelector("[data-cancel]").addEventListener("click", () => close(cell, before));
    form.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.preventDefault();
      event.stopPropagation();
      close(cell, before);
    });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      save(cell, form, before);
    });
  };

  const save = async (cell, form, before) => {
    if (form.ariaBusy === "true") return;
    form.ariaBusy = "true";
    const answer = await ask(form.action, new FormData(form)).catch(() => ({ refusal: sorry }));
    form.ariaBusy = "false";
    if (answer.form) fill(cell, answer.form, before);
    else if (answer.refusal) refuse(cell, answer.refusal);
    else {
      close(cell, answer.cell);
      tell(answer.told, answer.undo);
    }
  };

  const open = async (cell) => {
    if (cell.ariaBusy === "true" || cell.classList.contains("editing")) return;
    cell.ariaBusy = "true";
    tell("");
    for (const added of cell.querySelectorAll(".cell-edit, .invalid-feedback")) added.remove();
    const before = cell.innerHTML;
    const answer = await ask(addressOf(cell)).catch(() => ({ refusal: sorry }));
    cell.ariaBusy = null;
    if (answer.form) fill(cell, answer.form, before);
    else {
      close(cell, before);
      refuse(cell, answer.refusal);
    }
  };

  const start = () => {
    const found = document.querySelector("[data-cells]");
    if (!found || found === declared) return;
    declared = found;
    declared.after(told, offered);
    fields = JSON.parse(declared.dataset.cells);
    cells().forEach((cell, number) => addButton(cell, number === 0));
  };

  document.addEventListener("click", (event) => {
    if (event.target.matches?.(".cell-edit")) open(event.target.parentElement);
  });
  document.addEventListener("dblclick", (event) => {
    const cell = event.target.closest?.("td.editable");
    if (cell && !event.target.closest("a")) open(cell);
  });
  document.addEventListener("keydown", (event) => {
    const button = event.target.closest?.(".cell-edit");
    if (!button) return;
    if (event.key === "F2") open(button.parentElement);
    else if (!event.key.startsWith("Arrow")) return;
    event.preventDefault();
    const next = event.key === "F2" ? null : buttonOf(neighbor(button.parentElement, event.key));
    if (next) reach(next);
  });
  document.addEventListener("htmx:afterSettle", start);
  start();
})();
