// One box that finds everything, and the keys. Without this file the box is a form that leads to a page.
(() => {
  "use strict";

  const palette = document.getElementById("palette");
  if (!palette) return;
  const keys = document.getElementById("keys");
  const finder = document.querySelector("[data-finder]");
  const box = finder.querySelector("input");
  const form = palette.querySelector("form");
  const text = palette.querySelector("[role=combobox]");
  const found = palette.querySelector("[role=listbox]");
  const status = palette.querySelector("[role=status]");

  // ---- What is listed, and which of it is chosen ---------------------------------------------------------------------

  const options = () => [...found.querySelectorAll("[role=option]")];
  const chosen = () => found.querySelector("[aria-selected=true]");

  const choose = (option) => {
    chosen()?.setAttribute("aria-selected", "false");
    option?.setAttribute("aria-selected", "true");
    text.setAttribute("aria-activedescendant", option?.id ?? "");
  };

  const move = (key) => {
    const all = options();
    const here = all.indexOf(chosen());
    const places = { ArrowDown: here + 1, ArrowUp: here - 1, Home: 0, End: all.length - 1 };
    const option = all.at(places[key] % all.length);
    choose(option);
    option?.scrollIntoView({ block: option === all[0] ? "end" : "nearest" });
  };

  const list = (content, ...said) => {
    found.replaceChildren(content);
    const [first] = options();
    found.hidden = !first;
    text.setAttribute("aria-expanded", String(!found.hidden));
    choose(first);
    found.scrollTop = 0;
    status.replaceChildren(...said);
  };

  // ---- The fields of the form behind it, each word of whose labels may be typed in part ------------------------------

  const wordsOf = (phrase) => phrase.toLowerCase().split(/[^\p{L}\p{N}]+/u).filter(Boolean);

  const fieldsCalled = (typed) => {
    const wanted = wordsOf(typed);
    const fits = (label) => wanted.every((part) => wordsOf(label.textContent).some((word) => word.startsWith(part)));
    const labels = wanted.length ? [...document.querySelectorAll("form[data-guard] label[for]")].filter(fits) : [];
    return labels.map((label, number) => {
      const option = document.createElement("button");
      Object.assign(option, { type: "button", className: "found", id: `found-field-${number}`, role: "option", tabIndex: -1 });
      option.ariaSelected = "false";
      option.dataset.field = label.htmlFor;
      option.append(say("{field}, in this form", { field: label.textContent }));
      return option;
    });
  };

  // ---- Asking while one types: what is answered late is never listed -------------------------------------------------

  const PAUSE = 150;
  let waiting; // for the next letter
  let asking = new AbortController();
  let listed = null; // the text that the list answers; null while another one is on its way
  let early = false; // Enter came before the answer

  const complain = (code) => {
    const link = document.createElement("a");
    link.href = `${palette.dataset.signIn}?next=${encodeURIComponent(location.pathname + location.search)}`;
    link.textContent = say("Sign in");
    const nothing = document.createDocumentFragment();
    if (code === 401) list(nothing, `${say("Your session has ended.")} `, link);
    else if (code) list(nothing, say("Something went wrong. Press Enter to try again."));
    else list(nothing, say("The server does not answer. Press Enter to try again."));
  };

  const ask = async () => {
    clearTimeout(waiting);
    asking.abort();
    asking = new AbortController();
    const { signal } = asking;
    const wanted = text.value;
    const url = `${form.action}?q=${encodeURIComponent(wanted)}`;
    try {
      const answer = await fetch(url, { headers: { "X-Requested-With": "XMLHttpRequest" }, signal });
      const parsed = document.createElement("template");
      parsed.innerHTML = answer.ok ? await answer.text() : "";
      if (signal.aborted) return;
      if (!answer.ok) return complain(answer.status);
      const said = parsed.content.querySelector("[data-said]");
      said.remove();
      parsed.content.prepend(...fieldsCalled(wanted));
      list(parsed.content, said.textContent);
      listed = wanted;
      if (early) follow(chosen());
    } catch {
      if (!signal.aborted) complain();
    }
  };

  text.addEventListener("input", () => {
    asking.abort();
    clearTimeout(waiting);
    listed = null;
    early = false;
    waiting = setTimeout(ask, PAUSE);
  });

  // ---- Following what was chosen ---------------------------------------------------------------------------------------

  const color = (choice) => document.querySelector(`[data-theme-choice=${choice}]`).click();
  const deeds = { dark: () => color("dark"), light: () => color("light"), keys: () => keysOfPage() };

  const follow = (option, inNewTab = false) => {
    early = false;
    if (inNewTab && option?.href) open(option.href, "_blank", "noopener");
    else option?.click();
  };

  found.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (!option || event.ctrlKey || event.metaKey || event.shiftKey) return; // a tab or a window of its own
    if (option.dataset.text) {
      event.preventDefault();
      text.value = option.dataset.text;
      listed = null;
      ask();
      return;
    }
    palette.close();
    deeds[option.dataset.does]?.();
    if (option.dataset.field) document.getElementById(option.dataset.field).focus();
  });
  found.addEventListener("mousedown", (event) => event.preventDefault()); // the text keeps the focus
  found.addEventListener("mousemove", (event) => {
    const option = event.target.closest("[role=option]");
    if (option && option !== chosen()) choose(option);
  });

  form.addEventListener("submit", (event) => event.preventDefault());
  text.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "Enter") {
      event.preventDefault();
      if (listed === text.value) follow(chosen(), event.ctrlKey || event.metaKey);
      else {
        early = true;
        ask();
      }
    } else if (["ArrowDown", "ArrowUp", "Home", "End"].includes(event.key) && !event.shiftKey) {
      event.preventDefault();
      move(event.key);
    }
  });

  // ---- Opening and closing: the browser gives the focus back to where it was -----------------------------------------

  const show = (typed = "") => {
    if (keys.open) keys.close();
    if (!palette.open) palette.showModal();
    list(document.createDocumentFragment());
    listed = null;
    text.value = typed;
    text.focus();
    ask();
  };

  for (const dialog of [palette, keys]) {
    dialog.querySelector("[data-close]").addEventListener("click", () => dialog.close());
    dialog.addEventListener("click", (event) => {
      if (event.target === dialog) dialog.close(); // beside it
    });
    addEventListener("pagehide", () => dialog.close()); // it may be shown again as it was left
  }
  palette.addEventListener("close", () => asking.abort());

  const fromBox = () => {
    const typed = box.value;
    box.value = "";
    show(typed);
  };
  finder.addEventListener("submit", (event) => {
    event.preventDefault();
    fromBox();
  });
  box.addEventListener("click", fromBox);
  box.addEventListener("input", (event) => {
    if (!event.isComposing) fromBox();
  });
  box.addEventListener("compositionend", fromBox);

  // ---- Keys ----------------------------------------------------------------------------------------------------------

  const LEADS = 1000; // milliseconds in which a second key belongs to `g`
  let led = -LEADS;
  const letters = keys.querySelector("[data-letters]");

  // In this browser, since it is its keyboard, or the voice that types, that does not go together with them.
  try {
    letters.checked = localStorage.getItem("letter-keys") !== "off";
    letters.addEventListener("change", () => localStorage.setItem("letter-keys", letters.checked ? "on" : "off"));
  } catch {
    // nothing to remember it in
  }
  const mac = /^(Mac|iP)/.test(navigator.platform);
  if (mac) for (const name of document.querySelectorAll("[data-ctrl]")) name.textContent = "⌘";
  finder.querySelector("kbd").hidden = false;

  const keysOfPage = () => {
    for (const line of keys.querySelectorAll("[data-where]")) line.hidden = !document.querySelector(line.dataset.where);
    keys.showModal();
  };

  const press = (key) => {
    const leads = performance.now() - led < LEADS;
    led = key === "g" && !leads ? performance.now() : -LEADS;
    if (leads) return keys.querySelector(`[data-go="${CSS.escape(key)}"]`);
    return document.querySelector(`[aria-keyshortcuts="${CSS.escape(key)}"]`);
  };

  document.addEventListener("keydown", (event) => {
    const command = event.ctrlKey || event.metaKey;
    if (command && !event.shiftKey && !event.altKey && event.key.toLowerCase() === "k") {
      event.preventDefault();
      if (palette.open) palette.close();
      else show();
      return;
    }
    const field = event.target.closest?.("input, textarea, select, [contenteditable]");
    const typing = field && !field.closest("dialog:not([open])"); // one that was just closed still has the focus
    if (command || event.altKey || event.repeat || event.defaultPrevented || typing || !letters.checked) return;
    if (event.key.length > 1 || document.querySelector("dialog[open]")) return;
    const link = press(event.key);
    if (!link && !"/?".includes(event.key)) return;
    event.preventDefault(); // the letter would be typed where the focus goes
    if (link?.href) link.click();
    else if (link) link.focus();
    else if (event.key === "/") show();
    else keysOfPage();
  });
})();
