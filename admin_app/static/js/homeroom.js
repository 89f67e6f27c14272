// Comfort only: every page works without this file.
(() => {
  "use strict";

  // ---- Lookups: a select that asks the server while one types -------------------------------------------------------

  const search = async (address, query) => {
    const url = new URL(address, location.href);
    url.searchParams.set("query", query);
    try {
      const answer = await fetch(url, { headers: { Accept: "application/json" } });
      const found = answer.ok ? await answer.json() : [];
      return found.map(([value, text]) => ({ value: String(value), text }));
    } catch {
      return [];
    }
  };

  // The server has matched already, perhaps by something that is not in the text, so nothing is matched again here.
  const remote = (select) => {
    let listed = null; // the text that the list answers
    return {
      async load(query, done) {
        this.loadedSearches = {}; // what was asked before may have been answered too late to be listed
        const found = await search(select.dataset.lookupUrl, query);
        if (query !== this.inputValue()) return done();
        this.clearOptions();
        listed = query;
        done(found);
      },
      onInitialize() {
        const early = () => this.inputValue() && this.inputValue() !== listed;
        this.wrapper.addEventListener("keydown", (event) => {
          if (event.key !== "Enter" || !early()) return;
          event.preventDefault(); // it would choose from an older list, or save the form without a choice
          event.stopPropagation();
        }, true);
      },
      onFocus() {
        if (listed !== "") this.load("");
      },
      shouldLoad: () => true,
      searchField: [],
      sortField: [{ field: "$order" }],
    };
  };

  const lookUp = (select) => {
    new TomSelect(select, {
      placeholder: select.dataset.placeholder || "",
      maxOptions: null,
      hidePlaceholder: true,
      hideSelected: true,
      closeAfterSelect: !select.multiple,
      plugins: select.multiple || !select.required ? { remove_button: { title: "Remove" } } : {},
      ...(select.dataset.lookupUrl ? remote(select) : {}),
    });
    // The select stays for the form; people and the links of the error summary meet the control.
    select.setAttribute("aria-hidden", "true");
    for (const link of document.querySelectorAll(`a[href="#${select.id}"]`)) link.href = `#${select.id}-ts-control`;
  };

  if (window.TomSelect) for (const select of document.querySelectorAll("select[data-lookup-url], select[multiple]")) lookUp(select);

  // ---- Forms: unsaved work is not lost by a stray click, Ctrl+S saves ----------------------------------------------

  const guard = (form) => {
    const content = () =>
      JSON.stringify([...new FormData(form)].map(([name, value]) => [name, value instanceof File ? value.name : value]));
    const saved = form.hasAttribute("data-unsaved") ? null : content(); // a form that came back with errors is unsaved
    let saving = false;
    form.addEventListener("submit", () => {
      saving = true;
    });
    addEventListener("pageshow", () => {
      saving = false;
    });
    addEventListener("beforeunload", (event) => {
      if (!saving && content() !== saved) event.preventDefault();
    });
    document.addEventListener("keydown", (event) => {
      if (event.key.toLowerCase() !== "s" || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey) return;
      event.preventDefault();
      form.requestSubmit(form.querySelector("[data-save]"));
    });
  };

  for (const form of document.querySelectorAll("form[data-guard]")) guard(form);
  document.querySelector("[data-error-summary]")?.focus();

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
      form.querySelector("button").textContent = "Apply";
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
