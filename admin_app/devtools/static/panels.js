"use strict";

// toolbar.js, which comes after this file, looks for its style sheet under this name.
window.DEBUG_TOOLBAR_STATIC_PATH = document.currentScript.dataset.staticPath;

(() => {
  const load = async (box, address) => {
    try {
      const answer = await fetch(address);
      if (!answer.ok) throw new Error(answer.status);
      return await answer.text();
    } catch {
      return '<p class="hr-warning">No longer in memory. Reload the page to record it again.</p>';
    }
  };

  // A <details> with a data-source inside loads it when it is first opened.
  document.addEventListener("toggle", async (event) => {
    const box = event.target.querySelector?.(":scope > [data-source]");
    if (!box || !event.target.open || box.childElementCount) return;
    box.innerHTML = await load(box, box.dataset.source);
  }, true);

  // Capturing, since toolbar.js stops the click where it is.
  document.addEventListener("click", async (event) => {
    if (!event.target.closest("a.flDebugRecentRequestsPanel")) return;
    const list = document.getElementById("hr-requests");
    list.outerHTML = await load(list, list.dataset.refresh);
  }, true);
})();
