// The bell: its count in the title of every tab, and, with permission, one notification of the system however many
// tabs are open. [data-bell] is the count, [data-bell-latest] the newest; the poll of _bell.html replaces it.
(() => {
  const SHOWN = "bell-shown";
  const bell = () => document.getElementById("bell-count");
  const plain = () => document.title.replace(/^\(\d+\+?\) /, "");

  function count() {
    const title = plain(), unread = Number(bell()?.dataset.bell ?? 0);
    const wanted = unread ? `(${unread > 99 ? "99+" : unread}) ${title}` : title;
    if (document.title !== wanted) document.title = wanted;
  }

  // Whoever is first says it: the lock lets one tab at a time look what was shown last.
  function tell() {
    const { bellLatest, bellTitle, bellText, bellUrl } = bell()?.dataset ?? {};
    if (!bellTitle || !("Notification" in window) || Notification.permission !== "granted") return;
    const say = () => {
      if (Number(localStorage.getItem(SHOWN) ?? 0) >= Number(bellLatest)) return;
      localStorage.setItem(SHOWN, bellLatest);
      const shown = new Notification(bellTitle, { body: bellText, tag: `bell-${bellLatest}` });
      shown.onclick = () => { window.focus(); location.assign(bellUrl); };
    };
    if (navigator.locks) navigator.locks.request(SHOWN, say); else say();
  }

  // What was unread when this page was made is not new.
  const seen = Number(bell()?.dataset.bellLatest ?? 0);
  if (seen > Number(localStorage.getItem(SHOWN) ?? 0)) localStorage.setItem(SHOWN, seen);
  count();
  document.addEventListener("htmx:afterSettle", (event) => {
    count();
    if (event.target.id === "bell-count") tell();
  });
  new MutationObserver(count).observe(document.querySelector("title"), { childList: true });

  const offer = document.querySelector("[data-bell-permission]");
  if (offer && "Notification" in window && Notification.permission === "default") {
    offer.hidden = false;
    offer.querySelector("[data-bell-ask]").addEventListener("click", async () => {
      if ((await Notification.requestPermission()) !== "default") offer.hidden = true;
    });
  }
})();
