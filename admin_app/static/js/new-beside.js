// “New …” beside a lookup: the other form in a dialog, and what it saved is chosen. Without this, a new tab.
(() => {
  "use strict";

  const asScript = { "X-Requested-With": "XMLHttpRequest" };

  const choose = (select, id, label) => {
    const lookup = select.tomselect;
    if (!lookup) {
      select.add(new Option(label, id, true, true));
      return select.focus();
    }
    lookup.addOption({ value: String(id), text: label });
    lookup.addItem(String(id));
    lookup.settings.openOnFocus = false; // its list would lie over what comes next
    lookup.focus();
    setTimeout(() => {
      lookup.settings.openOnFocus = true;
    }, 100);
  };

  const mayClose = (dialog) => dialog.dispatchEvent(new CustomEvent("form:leaving", { bubbles: true, cancelable: true }));

  const send = async (form, submitter) => {
    const body = new FormData(form, submitter);
    const answer = await fetch(form.getAttribute("action"), { method: "POST", body, headers: asScript });
    return answer.headers.get("Content-Type").includes("json") ? answer.json() : answer.text();
  };

  const show = (dialog, html) => {
    dialog.innerHTML = html; // the server's own template
    const form = dialog.querySelector("form");
    dialog.dispatchEvent(new CustomEvent("form:shown", { bubbles: true }));
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const answer = await send(form, event.submitter).catch(() => "");
      if (answer.id) dialog.dispatchEvent(new CustomEvent("chosen", { detail: answer }));
      else if (String(answer).includes("data-guard")) show(dialog, answer);
      else form.dispatchEvent(new CustomEvent("form:failed", { bubbles: true }));
    });
  };

  const open = async (link) => {
    const answer = await fetch(`${link.pathname}?dialog=1`, { headers: asScript }).catch(() => null);
    if (!answer?.ok) return window.open(link.href, "_blank");
    const select = document.getElementById(link.dataset.newFor);
    const dialog = document.createElement("dialog");
    dialog.className = "form-dialog";
    dialog.setAttribute("aria-labelledby", "new-beside");
    document.body.append(dialog);
    show(dialog, await answer.text());
    dialog.addEventListener("click", (event) => {
      if (event.target.closest("[data-close]") && mayClose(dialog)) dialog.close();
      const choice = event.target.closest("[data-choose]")?.dataset;
      if (choice) dialog.dispatchEvent(new CustomEvent("chosen", { detail: { id: choice.choose, label: choice.label } }));
    });
    dialog.addEventListener("cancel", (event) => {
      if (event.target === dialog && !mayClose(dialog)) event.preventDefault();
    });
    dialog.addEventListener("chosen", ({ detail: { id, label } }) => {
      dialog.close();
      choose(select, id, label);
    });
    dialog.addEventListener("close", () => dialog.remove());
    dialog.showModal();
    dialog.querySelector("form :is(input:not([type=hidden]), select, textarea)")?.focus();
  };

  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[data-new-for]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    open(link);
  });
})();
