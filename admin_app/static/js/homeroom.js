// Comfort only: every page works without this file.
(() => {
  "use strict";

  // ---- The sidebar is long: show where we are -----------------------------------------------------------------------

  document.querySelector(".sidebar [aria-current]")?.scrollIntoView({ block: "nearest" });

  // ---- Menus made of <details> close as menus do ---------------------------------------------------------------------

  const close = (menu) => {
    menu.open = false;
  };
  for (const elsewhere of ["click", "focusin"]) {
    document.addEventListener(elsewhere, (event) => {
      for (const menu of document.querySelectorAll("details[data-menu][open]")) {
        if (!menu.contains(event.target)) close(menu);
      }
    });
  }
  document.addEventListener("keydown", (event) => {
    const menu = event.key === "Escape" && event.target.closest?.("details[data-menu][open]");
    if (!menu) return;
    close(menu);
    menu.querySelector("summary").focus();
  });
})();
