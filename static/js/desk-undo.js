// "Ongedaan maken (10 s)": the count goes down, and the message with it; the server decides whether it was in time.
(() => {
  const ends = (button, seconds) => {
    const message = button.closest("[data-message]");
    const count = button.querySelector(".message__seconds");
    const last = Date.now() + seconds * 1000;
    const tick = () => {
      const left = Math.ceil((last - Date.now()) / 1000);
      if (!button.isConnected) return;
      if (left <= 0) return message.remove();
      count.textContent = `(${left} s)`;
      setTimeout(tick, 250);
    };
    tick();
  };
  const watch = () => {
    for (const button of document.querySelectorAll("[data-undo]:not([data-counting])")) {
      button.dataset.counting = "";
      ends(button, Number(button.dataset.undo));
    }
  };
  watch();
  document.addEventListener("htmx:afterSettle", watch);
})();
