// The open ticket: where it opens, what comes in, who else is there. #ticket-live asks the server (_live.html); head,
// conversation and aside are replaced, the composer never is.
(() => {
  const NEAR = 120; // px from the end that still counts as reading the end
  const TYPED = 15_000; // ms after the last key
  const byId = (id) => document.getElementById(id);
  const tab = Math.random().toString(36).slice(2, 12);
  const seen = () => document.querySelector("#composer [name=seen]");
  let lastKey = 0, lastAnswer = Date.now(), atEnd = true;

  // The box that scrolls: the conversation by itself, or in a narrow pane all of it.
  function box() {
    const said = byId("ticket-said");
    for (let node = said; node; node = node.parentElement) {
      if (/auto|scroll/.test(getComputedStyle(node).overflowY) && node.scrollHeight > node.clientHeight + 1) return node;
    }
    return null;
  }

  function show(node, at) {
    const around = node && box();
    if (!around) return;
    const [inner, outer] = [node.getBoundingClientRect(), around.getBoundingClientRect()];
    around.scrollTop += at === "start" ? inner.top - outer.top - 16 : inner.bottom - outer.bottom + 16;
  }
  const newest = () => byId("ticket-said")?.querySelector(".timeline")?.lastElementChild;
  const toEnd = () => show(newest(), "end");
  function isAtEnd() {
    const [last, around] = [newest(), box()];
    return !around || !last || last.getBoundingClientRect().bottom - around.getBoundingClientRect().bottom < NEAR;
  }

  // At the first unread line, else at the newest; what nobody of us ever read, at its beginning.
  function open() {
    const pane = byId("ticket-said");
    if (!pane || pane.dataset.opened) return;
    pane.dataset.opened = "yes";
    if (pane.querySelector("[data-opens-at-top]")) return;
    byId("first-unread") ? show(byId("first-unread"), "start") : toEnd();
  }

  function news(words) {
    byId("ticket-news").textContent = words;
    const jump = byId("ticket-jump");
    if (atEnd) return toEnd();
    jump.querySelector("span").textContent = words;
    jump.hidden = false;
  }
  document.addEventListener("click", (event) => {
    const jump = event.target.closest("#ticket-jump");
    if (!jump) return;
    jump.hidden = true;
    toEnd();
    byId("ticket-said").focus({ preventScroll: true });
  });
  document.addEventListener("scroll", (event) => {
    const jump = byId("ticket-jump");
    if (jump && !jump.hidden && event.target === box() && isAtEnd()) jump.hidden = true;
  }, true);

  // --- Asking -----------------------------------------------------------------------------------------------
  document.addEventListener("htmx:configRequest", (event) => {
    if (event.target.id !== "ticket-live") return;
    event.detail.parameters.tab = tab;
    if (Date.now() - lastKey < TYPED) event.detail.parameters.typt = "1";
  });
  const look = () => { const node = byId("ticket-live"); if (node) htmx.trigger(node, "ticket-look"); };
  document.addEventListener("input", (event) => {
    if (!event.target.closest("#composer, #action form[data-draft]")) return;
    const began = Date.now() - lastKey > TYPED;
    lastKey = Date.now();
    if (began) look();
  });
  document.addEventListener("visibilitychange", () => { if (!document.hidden) look(); });

  // --- What comes of it -------------------------------------------------------------------------------------
  let unfolded = [], focused = null;
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.target?.id !== "ticket-live") return;
    atEnd = isAtEnd();
    unfolded = [...document.querySelectorAll(".ticket details[open] > summary")].map((node) => node.textContent.trim());
    const active = document.activeElement?.closest?.("#ticket-head, #ticket-aside, #ticket-said") && document.activeElement;
    focused = active && (active.dataset.key ? `[data-key="${active.dataset.key}"]` : active.getAttribute("href") ? `[href="${CSS.escape(active.getAttribute("href"))}"]` : null);
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.detail.target?.id === "detail" || event.target?.id === "detail") return arrive(event.detail.requestConfig);
    const live = byId("ticket-live");
    if (!live || event.detail.elt?.id !== "ticket-live") return;
    for (const node of document.querySelectorAll(".ticket details:not([open]) > summary")) if (unfolded.includes(node.textContent.trim())) node.parentElement.open = true;
    if (focused && document.activeElement === document.body) document.querySelector(`.ticket ${focused}`)?.focus({ preventScroll: true });
    if (!document.querySelector("#composer textarea")?.value && seen()) seen().value = live.dataset.newest;
    if (live.dataset.news) news(live.dataset.news);
    live.removeAttribute("data-news");
  });
  function arrive(request) {
    if (request?.verb === "get") return open();
    byId("ticket-said")?.setAttribute("data-opened", "yes");
    toEnd(); // one's own message, or what one's act says
  }

  // --- Whether it still comes -------------------------------------------------------------------------------
  function stale(is) {
    const note = byId("ticket-stale");
    if (!note) return;
    note.hidden = !is;
    const text = note.querySelector("[data-stale]");
    text.textContent = text.dataset.stale.replace("{tijd}", new Date(lastAnswer).toLocaleTimeString("nl-NL", { hour: "2-digit", minute: "2-digit" }));
  }
  document.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.elt?.id !== "ticket-live" && event.detail.requestConfig?.elt?.id !== "ticket-live") return;
    const status = event.detail.xhr?.status ?? 0;
    if (status >= 200 && status < 400) { lastAnswer = Date.now(); stale(false); } else if (status !== 404) stale(true);
  });
  open();
})();
