// The tabs of a record, without loading the page again. Without this file they are links, and work as well.
(() => {
  "use strict";

  const panel = document.getElementById("tab-panel");
  const nav = document.querySelector("[data-tabs]");
  if (!panel || !nav) return;

  const links = [...nav.querySelectorAll("a[data-tab]")];
  const rest = document.title.slice(panel.querySelector(".panel").dataset.title.length); // " · " and the school
  const said = document.createElement("p");
  said.className = "visually-hidden";
  said.setAttribute("aria-live", "polite");
  panel.after(said);
  let asking = null;

  const linkTo = (address) => {
    const tab = new URL(address, location.href).searchParams.get("tab");
    return links.find((link) => link.dataset.tab === tab) ?? links[0];
  };

  const intoView = (link) => link.scrollIntoView({ block: "nearest", inline: "nearest" });

  const mark = (current) => {
    for (const link of links) link.removeAttribute("aria-current");
    current.setAttribute("aria-current", "page");
    intoView(current);
  };

  // Null for anything but a tab: a session that ended, a record that is gone. The page itself says what it is then.
  const ask = async (address, signal) => {
    const answer = await fetch(address, { signal, headers: { Accept: "text/html", "HX-Request": "true" } });
    if (!answer.ok || answer.redirected) return null;
    return new DOMParser().parseFromString(await answer.text(), "text/html").querySelector(".panel");
  };

  const show = async (address, remember) => {
    asking?.abort();
    const mine = new AbortController();
    asking = mine;
    panel.setAttribute("aria-busy", "true");
    const found = await ask(address, mine.signal).catch(() => null);
    if (mine !== asking) return; // another tab was asked for meanwhile
    if (!found) return location.assign(address);
    panel.replaceChildren(found);
    panel.removeAttribute("aria-busy");
    if (remember) history.pushState(null, "", address);
    mark(linkTo(address));
    document.title = found.dataset.title + rest;
    said.textContent = found.dataset.said;
  };

  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[data-tab]");
    if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    show(link.href, link.href !== location.href);
  });

  addEventListener("popstate", () => {
    if (!linkTo(location.href).hasAttribute("aria-current")) show(location.href, false); // not for the skip link
  });

  const current = nav.querySelector("[aria-current]");
  if (current) nav.firstElementChild.scrollLeft = current.offsetLeft - links[0].offsetLeft - 16;
})();
