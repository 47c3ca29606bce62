// A screenshot that is pasted into a form with <input type="file" data-files>, or a file that is dropped on it, is
// added to what was chosen. A pasted picture is called "schermafbeelding-1.png". What is too large is said, and not added.
(() => {
  const text = JSON.parse(document.getElementById("words").textContent);
  const input = (node) => node.closest?.("form")?.querySelector("input[type=file][data-files]");
  const mb = (bytes) => `${(bytes / 1024 / 1024).toLocaleString("nl", { maximumFractionDigits: 1 })} MB`;

  function add(field, files) {
    const chosen = new DataTransfer(), most = Number(field.dataset.maxBytes) || Infinity;
    for (const file of field.files) chosen.items.add(file);
    const large = files.filter((file) => file.size > most);
    for (const file of files) if (file.size <= most) chosen.items.add(file);
    field.files = chosen.files;
    field.dispatchEvent(new Event("change", { bubbles: true }));
    const list = field.parentElement.querySelector("[data-file-list]");
    for (const file of large) {
      const item = document.createElement("li");
      item.className = "file-list__item file-list__item--large";
      item.textContent = `${file.name}: ${text.fileTooLarge.replace("{maat}", mb(file.size)).replace("{grens}", mb(most))}`;
      list?.append(item);
    }
  }

  function named(field, file) {
    const [kind, taken] = [file.type.split("/")[1] === "jpeg" ? "jpg" : file.type.split("/")[1], [...field.files].map((each) => each.name)];
    let number = 1;
    while (taken.includes(`${text.screenshot}-${number}.${kind}`)) number += 1;
    return new File([file], `${text.screenshot}-${number}.${kind}`, { type: file.type });
  }

  // A copied piece of a spreadsheet is a picture too; then its text is what was meant.
  document.addEventListener("paste", (event) => {
    const field = event.target.matches?.("textarea") && input(event.target);
    if (!field || event.clipboardData.types.includes("text/plain")) return;
    const pictures = [...event.clipboardData.files].filter((file) => file.type.startsWith("image/"));
    if (!pictures.length) return;
    event.preventDefault();
    for (const picture of pictures) add(field, [named(field, picture)]);
  });

  const form = (event) => (event.dataTransfer?.types.includes("Files") && input(event.target) ? event.target.closest("form") : null);
  document.addEventListener("dragover", (event) => { const over = form(event); if (over) { event.preventDefault(); over.dataset.drop = ""; } });
  document.addEventListener("dragleave", (event) => { const over = event.target.closest?.("form[data-drop]"); if (over && !over.contains(event.relatedTarget)) delete over.dataset.drop; });
  document.addEventListener("drop", (event) => {
    const over = form(event);
    if (!over) return;
    event.preventDefault();
    delete over.dataset.drop;
    add(input(over), [...event.dataTransfer.files]);
  });
})();
