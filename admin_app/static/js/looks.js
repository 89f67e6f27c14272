// Runs before the first paint, so that a dark page does not flash light and no row changes its height.
// How pages look is the reader's own choice, kept in this browser. The theme "system" follows the device.
(() => {
  "use strict";

  const dark = matchMedia("(prefers-color-scheme: dark)");
  const system = () => (dark.matches ? "dark" : "light");

  // Name → where it is shown, what it is until somebody chooses, and what becomes of a choice.
  const looks = {
    theme: { attribute: "data-bs-theme", usual: "system", shown: (choice) => (choice === "system" ? system() : choice) },
    density: { attribute: "data-density", usual: "comfortable", shown: (choice) => choice },
  };

  const choiceOf = (name) => {
    try {
      return localStorage.getItem(name) || looks[name].usual;
    } catch {
      return looks[name].usual; // storage is blocked
    }
  };

  const keep = (name, choice) => {
    try {
      localStorage.setItem(name, choice);
    } catch {
      return; // nothing to remember it in, so do not pretend
    }
    show();
  };

  const show = () => {
    for (const [name, { attribute, shown }] of Object.entries(looks)) {
      const choice = choiceOf(name);
      document.documentElement.setAttribute(attribute, shown(choice));
      for (const button of document.querySelectorAll(`[data-${name}-choice]`)) {
        button.setAttribute("aria-pressed", String(button.dataset[`${name}Choice`] === choice));
      }
      for (const switcher of document.querySelectorAll(`[data-${name}-switcher]`)) switcher.hidden = false;
    }
  };

  show();
  dark.addEventListener("change", show);
  addEventListener("storage", show); // another tab changed it
  for (const ready of ["DOMContentLoaded", "htmx:afterSettle"]) document.addEventListener(ready, show);
  document.addEventListener("click", (event) => {
    for (const name of Object.keys(looks)) {
      const button = event.target.closest(`[data-${name}-choice]`);
      if (button) keep(name, button.dataset[`${name}Choice`]);
    }
  });
})();
