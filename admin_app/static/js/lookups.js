// Lookups: a select that asks the server while one types.
(() => {
  "use strict";

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
        // Where a form begins, its lookup is not asked before somebody wants to see the list.
        const first = () => listed === null && this.load("");
        this.wrapper.addEventListener("keydown", (event) => event.key === "ArrowDown" && first(), true);
        this.wrapper.addEventListener("click", first, true);
      },
      onFocus() {
        if (this.settings.openOnFocus && listed !== "") this.load("");
      },
      shouldLoad: () => true,
      searchField: [],
      sortField: [{ field: "$order" }],
    };
  };

  // The browser names what is missing at the control that can be seen, not at the select behind it.
  const require = (lookup) => {
    const check = () => lookup.control_input.setCustomValidity(lookup.items.length ? "" : say("Please choose one."));
    lookup.control_input.setAttribute("aria-required", "true");
    lookup.on("change", check);
    check();
  };

  const lookUp = (select) => {
    const isRequired = select.required;
    select.required = false;
    const lookup = new TomSelect(select, {
      placeholder: select.dataset.placeholder || "",
      maxOptions: null,
      hidePlaceholder: false, // it would refuse what is pasted; form.css hides it beside what is chosen
      hideSelected: true,
      closeAfterSelect: !select.multiple,
      plugins: select.multiple || !isRequired ? { remove_button: { title: say("Remove") } } : {},
      ...(select.dataset.lookupUrl ? remote(select) : {}),
    });
    // The select stays for the form; people and the links of the error summary meet the control, which says the same.
    select.setAttribute("aria-hidden", "true");
    if (isRequired) require(lookup);
    for (const name of ["aria-describedby", "aria-invalid"]) {
      if (select.hasAttribute(name)) lookup.control_input.setAttribute(name, select.getAttribute(name));
    }
    for (const link of document.querySelectorAll(`a[href="#${select.id}"]`)) link.href = `#${lookup.control_input.id}`;
  };

  const prepare = (root) => {
    if (!window.TomSelect) return;
    for (const select of root.querySelectorAll("select[data-lookup-url], select[multiple]")) lookUp(select);
  };

  prepare(document);
  document.addEventListener("form:shown", (event) => prepare(event.target));
})();
