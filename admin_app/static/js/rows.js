// The rows of a list by keyboard. Comfort only: the Tab key reaches all of it as well.
(() => {
  "use strict";

  const links = () => [...document.querySelectorAll("#results tbody tr > td:first-child > a")];

  // Where nothing matches, what may have been meant.
  const first = () => links()[0] ?? document.querySelector("#results .nothing a");

  const toRow = (link) => {
    link?.focus();
    link?.scrollIntoView({ block: "nearest" });
  };

  // From a row's link: up, down, into its cells, and its box.
  const inRow = (event, link) => {
    const all = links();
    const row = link.closest("tr");
    if (event.key === "ArrowDown") toRow(all[all.indexOf(link) + 1]);
    else if (event.key === "ArrowUp") toRow(all[all.indexOf(link) - 1] ?? document.getElementById("search"));
    else if (event.key === "ArrowRight") row.querySelector(".cell-edit")?.focus();
    else if (event.key === "F2") row.querySelector(".cell-edit")?.click();
    else if (event.key === "Delete") row.querySelector(".delete")?.click();
    else if (event.key === " ") row.querySelector("[name=rowid]")?.click();
    else return;
    event.preventDefault();
  };

  // Each row leads to the page that asks before it deletes.
  const addDeletion = () => {
    const address = document.querySelector("#results [data-delete]")?.dataset.delete;
    for (const edit of address ? document.querySelectorAll("#results .edit:only-child") : []) {
      const link = document.createElement("a");
      link.className = "delete";
      link.href = address + new URL(edit.href).searchParams.get("id");
      link.ariaLabel = say("Delete {row}", { row: edit.closest("tr").cells[0].textContent.trim() });
      edit.after(link);
    }
  };
  addDeletion();
  document.addEventListener("htmx:afterSettle", addDeletion);

  // From the search into what it found; and from the first cell of a row back to its link.
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || event.defaultPrevented) return;
    const link = event.target.closest?.("#results tbody tr > td:first-child > a");
    if (link) return inRow(event, link);
    const row = event.target.matches?.(".cell-edit") && event.target.closest("tr");
    const back = row && event.key === "ArrowLeft" && event.target === row.querySelector(".cell-edit");
    if (back) toRow(row.querySelector("td:first-child > a"));
    else if (event.target.id === "search" && event.key === "ArrowDown" && first()) {
      event.preventDefault();
      toRow(first());
    }
  });

  // What had the focus may have gone with the old rows: then the first of the new ones has it.
  let inside = false;
  document.addEventListener("htmx:beforeSwap", (event) => {
    inside = Boolean(event.target.querySelector("tbody")) && event.target.contains(document.activeElement);
  });
  document.addEventListener("htmx:afterSettle", () => {
    if (inside && document.activeElement === document.body) toRow(first() ?? document.getElementById("search"));
    inside = false;
  });
})();
