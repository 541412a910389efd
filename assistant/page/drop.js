// A file dropped anywhere on the page goes to the upload button, as if it had been chosen there.
(() => {
  const holdsFiles = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files");
  let depth = 0;
  const over = (on) => document.body.classList.toggle("dropping", on);
  window.addEventListener("dragenter", (event) => {
    if (holdsFiles(event)) over(++depth > 0);
  });
  window.addEventListener("dragleave", (event) => {
    if (holdsFiles(event)) over(--depth > 0);
  });
  window.addEventListener("dragover", (event) => {
    if (holdsFiles(event)) event.preventDefault();
  });
  window.addEventListener("drop", (event) => {
    if (!holdsFiles(event)) return;
    event.preventDefault();
    depth = 0;
    over(false);
    const input = document.querySelector("#upload input[type=file], input#upload[type=file]")
      ?? document.querySelector("input[type=file]");
    if (!input) return;
    input.files = event.dataTransfer.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });
})();
