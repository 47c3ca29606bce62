// What is typed in a form[data-draft] is kept at the server, per person, ticket and act, and in this browser until the
// server has it; it goes with the act that it was for. data-draft-act names the act, else [name=kind] chooses it.
// r and n choose answer or note and put the cursor in it; Ctrl+Enter sends.
(() => {
  const PAUSE = 900; // ms without a key before it is kept
  const words = JSON.parse(document.getElementById("words").textContent);
  const user = document.querySelector("meta[name=desk-user]")?.content;
  const timers = new WeakMap();
  const area = (form) => form.elements[form.dataset.draftField ?? "text"];
  const act = (form) => form.dataset.draftAct ?? form.querySelector("[name=kind]:checked")?.value;
  const key = (form, of = act(form)) => `draft:${user}:${form.dataset.draft}:${of}`;
  const local = {
    read: (form, of) => { try { return localStorage.getItem(key(form, of)); } catch { return null; } },
    write: (form, text, of) => { try { text?.trim() ? localStorage.setItem(key(form, of), text) : localStorage.removeItem(key(form, of)); } catch { /* private window */ } },
  };
  const say = (form, text) => { const node = form.querySelector("[data-draft-state]"); if (node) node.textContent = text; };

  function typed(form) {
    form.dataset.draftActs = [...new Set([...(form.dataset.draftActs?.split(" ") ?? []), act(form)])].join(" ");
    local.write(form, area(form).value);
    say(form, "");
    clearTimeout(timers.get(form));
    timers.set(form, setTimeout(() => keep(form), PAUSE));
  }

  // A text that became a note is no answer any more, also not a kept one.
  async function keep(form) {
    if ("sending" in form.dataset) return;
    const now = act(form), text = area(form).value;
    for (const other of form.dataset.draftActs.split(" ").filter((each) => each !== now)) {
      local.write(form, "", other);
      await post(form, other, "");
      form.dataset.draftVersion = "0";
    }
    form.dataset.draftActs = now;
    const answer = await post(form, now, text);
    if ("sending" in form.dataset) return;
    if (answer?.ok) {
      form.dataset.draftVersion = (await answer.json()).version;
      if (area(form).value === text) local.write(form, "");
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

  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-compose]");
    const form = opener && document.getElementById("composer");
    if (!form) return;
    event.preventDefault();
    const kind = form.querySelector(`[name=kind][value=${opener.dataset.compose}]`);
    if (!kind.checked) { kind.checked = true; if (area(form).value) typed(form); }
    area(form).focus();
    area(form).scrollIntoView({ block: "nearest" });
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.isComposing || event.keyCode === 229 || !event.target.matches("[data-send-with-ctrl-enter]")) return;
    event.preventDefault();
    const form = event.target.form;
    form.requestSubmit([...form.querySelectorAll("[data-send]")].find((node) => node.checkVisibility()));
  });

  // What the server does not have yet, such as what was typed after the session had ended.
  function restore() {
    for (const form of document.querySelectorAll("form[data-draft]:not([data-restored])")) {
      form.dataset.restored = "";
      if (!area(form)) continue;
      const kept = area(form).value;
      if (kept) form.dataset.draftActs = act(form);
      const kinds = form.dataset.draftAct ? [form.dataset.draftAct] : [...form.querySelectorAll("[name=kind]")].map((node) => node.value);
      const of = kinds.find((each) => local.read(form, each));
      if (!of || kept === local.read(form, of) || !local.read(form, of).startsWith(kept)) continue; // of another moment
      const kind = form.querySelector(`[name=kind][value="${of}"]`);
      if (kind) kind.checked = true;
      area(form).value = local.read(form, of);
      area(form).dispatchEvent(new Event("input", { bubbles: true }));
    }
  }

  // Sent: nothing is kept any more. When it came back, with an error in it, its writer goes on in the new form.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("form[data-draft]")) return;
    clearTimeout(timers.get(form));
    if (area(form)) local.write(form, area(form).value);
    form.dataset.sending = "";
  }, true);
  document.addEventListener("htmx:afterRequest", (event) => {
    const form = event.detail.requestConfig?.elt;
    if (!form?.matches?.("form[data-draft]")) return;
    delete form.dataset.sending;
    const xhr = event.detail.xhr;
    if (xhr.status === 200 && xhr.getResponseHeader("HX-Retarget") === "#detail") local.write(form, "");
  });
  document.addEventListener("htmx:afterSettle", restore);
  restore();
})();
