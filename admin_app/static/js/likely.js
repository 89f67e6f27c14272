// What a new record may be a copy of, shown while its form is filled in. The server does so too, before it saves.
(() => {
  "use strict";

  const PAUSE = 400; // milliseconds without a key

  const watch = (panel) => {
    const form = panel.closest("form");
    const status = panel.previousElementSibling;
    const names = panel.dataset.likely.split(" ");
    let timer = 0, asked = new AbortController(), compared = null, shown = null;

    const typed = () => new URLSearchParams([...new FormData(form)].filter(([name]) => names.includes(name)));

    const show = (html) => {
      if (html === shown || panel.contains(document.activeElement)) return;
      shown = html;
      panel.innerHTML = html; // the server's own template
      status.textContent = panel.querySelector("h2") ? say("{heading}, see before “Save”.", { heading: panel.querySelector("h2").textContent }) : "";
    };

    const compare = async () => {
      const body = typed();
      if (body.toString() === compared) return;
      compared = body.toString();
      asked.abort();
      asked = new AbortController();
      body.set("_compare", "1");
      body.set("csrf_token", form.elements.csrf_token.value);
      try {
        const answer = await fetch(form.getAttribute("action") ?? location.href, {
          method: "POST",
          body,
          headers: { "X-Requested-With": "XMLHttpRequest" },
          signal: asked.signal,
        });
        if (answer.ok && !answer.redirected) show(await answer.text());
      } catch {
        compared = null; // overtaken, or the server is away: saving asks again
      }
    };

    form.addEventListener("input", (event) => {
      if (!names.includes(event.target.name)) return;
      clearTimeout(timer);
      timer = setTimeout(compare, PAUSE);
    });
    if (!panel.firstElementChild && [...typed().values()].some(Boolean)) compare();
  };

  const prepare = (root) => {
    for (const panel of root.querySelectorAll("[data-likely]")) watch(panel);
  };

  prepare(document);
  document.addEventListener("form:shown", (event) => prepare(event.target));
})();
