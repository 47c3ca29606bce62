// <input type="file" data-files data-max-bytes="10485760" data-max-count="10">: lists the chosen names and sizes below it,
// and says at once what is too large or too many. The server checks again.
(() => {
  const text = JSON.parse(document.getElementById("words").textContent);
  const size = (bytes) => bytes < 1024 * 1024
    ? `${Math.max(1, Math.round(bytes / 1024))} kB`
    : `${(bytes / 1024 / 1024).toLocaleString("nl", { maximumFractionDigits: 1 })} MB`;

  function line(file, max) {
    const item = document.createElement("li");
    const tooLarge = max && file.size > max;
    item.className = `file-list__item${tooLarge ? " file-list__item--large" : ""}`;
    const name = document.createElement("span");
    name.textContent = file.name;
    const note = document.createElement("span");
    note.className = "num";
    note.textContent = tooLarge ? text.fileTooLarge.replace("{maat}", size(file.size)).replace("{grens}", size(max)) : size(file.size);
    item.append(name, note);
    return item;
  }

  document.addEventListener("change", (event) => {
    const input = event.target;
    if (!input.matches("input[type=file][data-files]")) return;
    let list = input.parentElement.querySelector("[data-file-list]");
    if (!list) {
      list = Object.assign(document.createElement("ul"), { className: "file-list" });
      list.dataset.fileList = "";
      list.setAttribute("role", "status");
      input.after(list);
    }
    const files = [...input.files];
    const maxBytes = Number(input.dataset.maxBytes);
    const maxCount = Number(input.dataset.maxCount);
    list.replaceChildren(...files.map((file) => line(file, maxBytes)));
    const wrong = maxCount && files.length > maxCount ? text.filesTooMany.replace("{aantal}", maxCount)
      : maxBytes && files.some((file) => file.size > maxBytes) ? text.filesTooLarge.replace("{grens}", size(maxBytes)) : "";
    input.setCustomValidity(wrong);
    if (wrong) input.reportValidity();
  });
})();
