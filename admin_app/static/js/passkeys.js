// Passkeys: the browser asks a device, and what it answers is sent as a form. Where it cannot, the form stays hidden.
(() => {
  "use strict";

  const ABLE = window.PublicKeyCredential?.parseRequestOptionsFromJSON !== undefined;

  const ways = {
    create: (asked) =>
      navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(asked) }),
    get: (asked) => navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(asked) }),
  };

  const why = (error) =>
    error.name === "InvalidStateError"
      ? say("This device has a passkey for you already.")
      : say("The device did not answer, or was not let. Try again.");

  const answer = async (form) => {
    const question = await fetch(form.dataset.question, { headers: { Accept: "application/json" } });
    if (question.redirected || !question.ok) return location.reload(); // signed out meanwhile, or no longer fresh
    const answered = await ways[form.dataset.passkey](await question.json());
    form.elements.answer.value = JSON.stringify(answered.toJSON());
    form.submit();
  };

  for (const form of ABLE ? document.querySelectorAll("form[data-passkey]") : []) {
    form.hidden = false;
    const [problem, button] = [form.querySelector("[data-problem]"), form.querySelector("button")];
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      problem.hidden = button.disabled = true;
      try {
        await answer(form);
      } catch (error) {
        problem.lastElementChild.textContent = why(error);
        problem.hidden = button.disabled = false;
      }
    });
  }
  if (ABLE) document.querySelector("[data-passkeys-missing]")?.remove();
})();
