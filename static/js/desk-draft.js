// What is typed in a form[data-draft] is kept at the server, per person, ticket and act, and in this browser until the
// server has it; it goes with the act that it was for.
(() => {
  const PAUSE = 900; // ms without a key before it is kept
  const words = JSON.parse(document.getElementById("words").textContent);
  const timers = new WeakMap();
  const { area, act, write } = drafts;
  const say = (form, text) => { const node = form.querySelector("[data-draft-state]"); if (node) node.textContent = text; };

  function typed(form) {
    form.dataset.draftActs = [...new Set([...(form.dataset.draftActs?.split(" ") ?? []), act(form)])].join(" ");
    write(form, area(form).value);
    say(form, "");
    clearTimeout(timers.get(form));
    timers.set(form, setTimeout(() => keep(form), PAUSE));
  }

  // A text that became a note is no answer any more, also not a kept one.
  async function keep(form) {
    if ("sending" in form.dataset || !form.isConnected) return;
    const now = act(form), text = area(form).value;
    for (const other of form.dataset.draftActs.split(" ").filter((each) => each !== now)) {
      write(form, "", other);
      await post(form, other, "");
      form.dataset.draftVersion = "0";
    }
    form.dataset.draftActs = now;
    const answer = await post(form, now, text);
    if ("sending" in form.dataset) return;
    if (answer?.ok) {
      form.dataset.draftVersion = (await answer.json()).version;
      if (area(form).value === text) write(form, "");
      say(form, text.trim() ? words.kept : "");
    } else if (answer?.status === 409) say(form, words.keptElsewhere);
    else if (answer?.headers.has("HX-Redirect")) return; // signed out: it stays in this browser, and sending leads to signing in
    else say(form, words.notKept);
  }

  function post(form, of, text) {
    const body = new URLSearchParams({ act: of, text, versie: form.dataset.draftVersion, form_token: form.elements.form_token?.value ?? "" });
    const headers = { "X-CSRFToken": form.elements.csrfmiddlewaretoken.value, "HX-Request": "true", "HX-Current-URL": location.href };
    return fetch(form.dataset.draftUrl, { method: "POST", body, headers, keepalive: true })
      .then((answer) => (answer.headers.has("HX-Redirect") ? { ok: false, headers: answer.headers } : answer)).catch(() => null);
  }

  document.addEventListener("input", (event) => {
    const form = event.target.closest("form[data-draft]");
    if (form && (event.target === area(form) || event.target.name === "kind")) typed(form);
  });
})();
