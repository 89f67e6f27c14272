// Forms: one that is saved sees first that it can be, so that nothing typed is lost. `leaving.js` has the other half.
(() => {
  "use strict";

  const AWAY = say("The server does not answer, so nothing was saved. What you typed is still here: save again in a moment.");

  // ---- Keys: save and stay, save and go on, and out of the field so that the letters lead elsewhere ------------------

  document.addEventListener("keydown", (event) => {
    const field = event.target.closest?.("form[data-guard] :is(input, select, textarea)");
    if (event.key === "Escape" && field && !event.defaultPrevented && !field.closest("dialog")) return field.blur();
    const stays = event.key.toLowerCase() === "s";
    if (!(stays || event.key === "Enter") || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey) return;
    const form = document.querySelector("dialog[open] form[data-guard]") ?? document.querySelector("form[data-guard]");
    if (!form) return;
    event.preventDefault();
    form.requestSubmit(form.querySelector(stays ? "[data-save]" : ".save-bar button.btn-primary"));
  });

  // ---- Saving -------------------------------------------------------------------------------------------------------

  const noticeOf = (form) => {
    const notice = document.createElement("div");
    notice.className = "alert alert-warning";
    notice.setAttribute("role", "alert");
    notice.dataset.notice = "";
    const bar = form.querySelector(".save-bar");
    bar.before(notice);
    return notice;
  };

  const tell = (form, ...said) => {
    (form.querySelector("[data-notice]") ?? noticeOf(form)).replaceChildren(...said);
  };

  const signIn = (form) => {
    const link = document.createElement("a");
    link.href = form.dataset.signInUrl;
    link.target = "_blank";
    link.textContent = say("Sign in in another tab");
    const sentence = document.createElement("div");
    sentence.append(`${say("Your session has ended, so nothing was saved.")} `, link, `, ${say("then save again: what you typed is still here.")}`);
    return sentence;
  };

  // Whether the server would take the form now. It gets a token of the session that holds.
  const isReady = async (form) => {
    try {
      const answer = await fetch(form.dataset.sessionUrl, { headers: { Accept: "application/json" } });
      if (answer.status === 401) return tell(form, signIn(form));
      if (!answer.ok) throw new Error(answer.status);
      form.elements.csrf_token.value = (await answer.json()).csrf_token;
      form.querySelector("[data-notice]")?.remove();
      return true;
    } catch {
      return tell(form, AWAY);
    }
  };

  document.addEventListener("form:failed", (event) => tell(event.target, AWAY));

  const guard = (form) => {
    let asking = false, ready = false;
    form.addEventListener("submit", async (event) => {
      if (ready) {
        ready = false;
        if (!form.closest("dialog")) form.dispatchEvent(new CustomEvent("form:saving", { bubbles: true }));
        return;
      }
      event.preventDefault();
      event.stopImmediatePropagation();
      if (asking) return;
      asking = true;
      ready = await isReady(form);
      asking = false;
      if (ready) form.requestSubmit(event.submitter);
    });
  };

  // ---- A file is named in the language of the page ---------------------------------------------------------------------

  document.addEventListener("change", (event) => {
    const named = event.target.type === "file" && event.target.parentElement.querySelector("[data-file-name]");
    if (!named) return;
    named.dataset.none ??= named.textContent;
    named.textContent = [...event.target.files].map((file) => file.name).join(", ") || named.dataset.none;
  });

  // ---- Files: one that is too large is told before it is sent, which may take minutes and come to nothing ------------

  document.addEventListener("change", ({ target: field }) => {
    if (!field.dataset.largest) return;
    const isTooLarge = [...field.files].some((file) => file.size > field.dataset.largest);
    const most = Math.floor(field.dataset.largest / 1024 ** 2);
    field.setCustomValidity(isTooLarge ? say("A file has at most {most} MB.", { most }) : "");
    field.reportValidity();
  });

  // ---- Beginning: the keyboard is where there is something to type --------------------------------------------------

  const CONTROLS = "input:not([type=hidden], [type=file], [type=checkbox]), select:not(.tomselected), textarea";

  const isFilled = (control) => control.value || control.closest(".ts-wrapper")?.classList.contains("has-items");

  // A new record, or a verb, begins at what is not filled in; the form of a record, whose `seen_version` is a field, at its top. On a phone, a keyboard would cover the rest of the form.
  const begin = (form) => {
    const isDone = document.querySelector("main > .alert"); // saved, and perhaps on the way to somewhere else
    if (!form || isDone || location.hash || matchMedia("(pointer: coarse)").matches) return;
    const controls = [...form.querySelectorAll(CONTROLS)].filter((control) => control.checkVisibility());
    const first = form.elements.seen_version?.id ? controls[0] : (controls.find((control) => !isFilled(control)) ?? controls[0]);
    const lookup = first?.closest(".ts-wrapper")?.previousElementSibling.tomselect;
    if (lookup) lookup.settings.openOnFocus = false; // its list would lie over what comes next
    first?.focus();
    if (lookup) setTimeout(() => (lookup.settings.openOnFocus = true), 100);
  };

  const prepare = (root) => {
    for (const form of root.querySelectorAll("form[data-guard]")) guard(form);
    root.querySelector("[data-error-summary]")?.focus();
  };

  prepare(document);
  if (!document.querySelector("[data-error-summary]")) begin(document.querySelector("form[data-guard], form[data-begin]"));
  document.addEventListener("form:shown", (event) => prepare(event.target));
})();
