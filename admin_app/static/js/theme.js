// Runs before the first paint, so that a dark page does not flash light.
// "system" follows the device; "light" and "dark" are the reader's own choice, kept in this browser.
(() => {
  const dark = matchMedia("(prefers-color-scheme: dark)");

  const choice = () => {
    try {
      return localStorage.getItem("theme") || "system";
    } catch {
      return "system"; // storage is blocked
    }
  };

  const show = () => {
    const wanted = choice();
    const shown = wanted === "system" ? (dark.matches ? "dark" : "light") : wanted;
    document.documentElement.setAttribute("data-bs-theme", shown);
    for (const button of document.querySelectorAll("[data-theme-choice]")) {
      button.setAttribute("aria-pressed", String(button.dataset.themeChoice === wanted));
    }
  };

  show();
  dark.addEventListener("change", show);
  addEventListener("storage", show); // another tab changed it
  document.addEventListener("DOMContentLoaded", () => {
    for (const switcher of document.querySelectorAll("[data-theme-switcher]")) switcher.hidden = false;
    show();
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-theme-choice]");
    if (!button) return;
    try {
      localStorage.setItem("theme", button.dataset.themeChoice);
    } catch {
      return; // nothing to remember it in, so do not pretend
    }
    show();
  });
})();
