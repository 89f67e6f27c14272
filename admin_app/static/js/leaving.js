// Nothing that was typed is lost: a form that is about to go asks first, whether with its page or with a part of it.
(() => {
  "use strict";

  const ASK = say("What you typed here is not saved. Leave it?");
  const WATCHED = "form[data-guard], .cell-form";
  const saved = new WeakMap(); // form → what was in it when it was shown; null where that is not saved either
  let saving = new WeakSet(); // forms that are on their way

  // Without what the page itself puts there: its token, and what it has shown.
  const content = (form) =>
    JSON.stringify(
      [...new FormData(form)]
        .filter(([name]) => name !== "csrf_token" && !name.startsWith("_"))
        .map(([name, value]) => [name, value instanceof File ? value.name : value]),
    );
  const isDirty = (form) => form.isConnected && saved.has(form) && !saving.has(form) && content(form) !== saved.get(form);

  addEventListener("beforeunload", (event) => {
    if ([...document.querySelectorAll(WATCHED)].some(isDirty)) event.preventDefault();
  });
  for (const leaving of ["form:leaving", "htmx:beforeSwap"]) {
    document.addEventListener(leaving, (event) => {
      if ([...event.target.querySelectorAll(WATCHED)].some(isDirty) && !confirm(ASK)) event.preventDefault();
    });
  }
  document.addEventListener("form:saving", (event) => saving.add(event.target));
  addEventListener("pageshow", () => {
    saving = new WeakSet();
  });

  const watch = (root) => {
    for (const form of root.querySelectorAll(WATCHED)) saved.set(form, form.hasAttribute("data-unsaved") ? null : content(form));
  };

  watch(document);
  document.addEventListener("form:shown", (event) => watch(event.target));
})();
