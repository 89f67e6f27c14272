// Others who have the same record open are named above its form, and they are told of us, as long as somebody is here.
(() => {
  "use strict";

  const BEAT = 30_000;
  const AWAY = 10 * 60_000; // who has not touched anything for that long has gone, and left the page behind
  const place = document.querySelector("[data-presence]");
  const form = document.querySelector("form[data-guard]");
  if (!place || !form) return;

  let touched = Date.now();
  let { moment } = place.dataset;
  let shown = place.innerText.trim();

  const body = (more = {}) => {
    const data = new FormData();
    data.set("csrf_token", form.elements.csrf_token.value);
    for (const [name, value] of Object.entries(more)) data.set(name, value);
    return data;
  };

  const alertWith = (sentence) => {
    const alert = document.createElement("div");
    alert.className = "alert alert-info";
    alert.textContent = sentence;
    return alert;
  };

  const show = (others) => {
    if (others.join(" ") === shown) return; // a status that stays the same is not read out again
    shown = others.join(" ");
    place.replaceChildren(...others.map(alertWith));
  };

  const beat = async () => {
    if (Date.now() - touched > AWAY) return;
    try {
      const answer = await fetch(place.dataset.presence, { method: "POST", body: body(), headers: { Accept: "application/json" } });
      if (!answer.ok) return;
      const found = await answer.json();
      ({ moment } = found);
      show(found.others);
    } catch {
      // Saving says so when the server is away.
    }
  };

  for (const sign of ["keydown", "pointerdown", "input"]) {
    addEventListener(sign, () => (touched = Date.now()), { passive: true });
  }
  setInterval(beat, BEAT);
  addEventListener("pagehide", () => navigator.sendBeacon(place.dataset.presence, body({ leaving: moment })));
})();
