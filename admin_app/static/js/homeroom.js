// Comfort only: every page works without this file.
(() => {
  "use strict";

  // ---- The filter form: the value's input follows the chosen filter -------------------------------------------------

  const choicesOf = async (option) => {
    if (!option.dataset.choicesUrl) return JSON.parse(option.dataset.choices || "null");
    const answer = await fetch(option.dataset.choicesUrl, { headers: { Accept: "application/json" } });
    return answer.ok ? answer.json() : null;
  };

  const valueFor = (option, choices, id) => {
    const field = document.createElement(choices ? "select" : "input");
    if (choices) for (const [value, label] of choices) field.add(new Option(label, value));
    else field.type = option.dataset.type || "text";
    if (field.type === "number") field.step = "any";
    field.className = choices ? "form-select" : "form-control";
    field.id = id;
    field.name = "filter_value";
    field.required = true;
    return field;
  };

  for (const form of document.querySelectorAll("[data-filter-form]")) {
    const choice = form.querySelector("select");
    choice.addEventListener("change", async () => {
      if (!choice.value) return;
      const option = choice.selectedOptions[0];
      const choices = await choicesOf(option).catch(() => null); // without them the value can still be typed
      if (option !== choice.selectedOptions[0]) return;
      const old = form.querySelector("[name=filter_value]");
      choice.name = "add_filter";
      old.replaceWith(valueFor(option, choices, old.id));
      form.querySelector("[hidden]")?.removeAttribute("hidden");
      form.querySelector("button").textContent = say("Apply");
    });
  }

  // ---- The sidebar is long: show where we are -----------------------------------------------------------------------

  document.querySelector(".sidebar [aria-current]")?.scrollIntoView({ block: "nearest" });

  // ---- Menus made of <details> close as menus do ---------------------------------------------------------------------

  const close = (menu) => {
    menu.open = false;
  };
  document.addEventListener("click", (event) => {
    for (const menu of document.querySelectorAll("details[data-menu][open]")) {
      if (!menu.contains(event.target)) close(menu);
    }
  });
  document.addEventListener("keydown", (event) => {
    const menu = event.key === "Escape" && event.target.closest?.("details[data-menu][open]");
    if (!menu) return;
    close(menu);
    menu.querySelector("summary").focus();
  });
})();
