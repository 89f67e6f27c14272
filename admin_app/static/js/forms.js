// Forms: nothing that was typed is lost. A form that leaves asks first; one that is saved sees first that it can be.
(() => {
  "use strict";

  const AWAY = say("The server does not answer, so nothing was saved. What you typed is still here: save again in a moment.");
  const ASK = say("What you typed here is not saved. Leave it?");
  const saving = new WeakSet(); // forms that are on their way
  const saved = new WeakMap(); // form → what was in it when it was shown; null where that is not saved either

  // Without what the page itself puts there: its token, and what it has shown.
  const content = (form) =>
    JSON.stringify(
      [...new FormData(form)]
        .filter(([name]) => name !== "csrf_token" && !name.startsWith("_"))
        .map(([name, value]) => [name, value instanceof File ? value.name : value]),
    );
  const isDirty = (form) => form.isConnected && saved.has(form) && !saving.has(form) && content(form) !== saved.get(form);

  // ---- Leaving ------------------------------------------------------------------------------------------------------

  addEventListener("beforeunload", (event) => {
    if ([...document.querySelectorAll("form[data-guard]")].some(isDirty)) event.preventDefault();
  });
  // A part of the page that goes, with a dialog or by an exchange, asks by one of these events.
  for (const leaving of ["form:leaving", "htmx:beforeSwap"]) {
    document.addEventListener(leaving, (event) => {
      const forms = event.target.querySelectorAll("form[data-guard]");
      if ([...forms].some(isDirty) && !confirm(ASK)) event.preventDefault();
    });
  }

  document.addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() !== "s" || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey) return;
    const form = document.querySelector("dialog[open] form[data-guard]") ?? document.querySelector("form[data-guard]");
    if (!form) return;
    event.preventDefault();
    form.requestSubmit(form.querySelector("[data-save]"));
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
    saved.set(form, form.hasAttribute("data-unsaved") ? null : content(form));
    let asking = false, ready = false;
    form.addEventListener("submit", async (event) => {
      if (ready) {
        ready = false;
        if (!form.closest("dialog")) saving.add(form);
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
    addEventListener("pageshow", () => saving.delete(form));
  };

  const prepare = (root) => {
    for (const form of root.querySelectorAll("form[data-guard]")) guard(form);
    root.querySelector("[data-error-summary]")?.focus();
  };

  prepare(document);
  document.addEventListener("form:shown", (event) => prepare(event.target));
})();
