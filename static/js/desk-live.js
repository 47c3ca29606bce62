// The open ticket is kept up to date: #ticket-live asks the server (_live.html); head, conversation and aside are replaced,
// the composer never is. It also says that this tab looks, and that somebody types in it.
(() => {
  const TYPED = 15_000; // ms after the last key
  const byId = (id) => document.getElementById(id);
  const tab = Math.random().toString(36).slice(2, 12);
  const seen = () => document.querySelector("#composer [name=seen]");
  let lastKey = 0;

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

  let unfolded = [], focused = null;
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.target?.id !== "ticket-live") return;
    unfolded = [...document.querySelectorAll(".ticket details[open] > summary")].map((node) => node.textContent.trim());
    const active = document.activeElement?.closest?.("#ticket-head, #ticket-aside, #ticket-said") && document.activeElement;
    focused = active && (active.dataset.key ? `[data-key="${active.dataset.key}"]` : active.getAttribute("href") ? `[href="${CSS.escape(active.getAttribute("href"))}"]` : null);
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    const live = byId("ticket-live");
    if (!live || event.detail.elt?.id !== "ticket-live") return;
    for (const node of document.querySelectorAll(".ticket details:not([open]) > summary")) if (unfolded.includes(node.textContent.trim())) node.parentElement.open = true;
    if (focused && document.activeElement === document.body) document.querySelector(`.ticket ${focused}`)?.focus({ preventScroll: true });
    if (!document.querySelector("#composer textarea")?.value && seen()) seen().value = live.dataset.newest;
    if (live.dataset.news) document.dispatchEvent(new CustomEvent("ticket-news", { detail: { words: live.dataset.news } }));
    live.removeAttribute("data-news");
  });
})();
