// A sentence of the page goes to the clipboard.

// Offices reach the server by plain HTTP, where browsers lend no clipboard to scripts; the older way,
// by what is selected, works there.
function copySelected(element) {
  const selection = getSelection();
  selection.selectAllChildren(element);
  const isDone = document.execCommand("copy");
  if (isDone) {
    selection.removeAllRanges();
  }
  return isDone;
}

for (const button of document.querySelectorAll("[data-copy]")) {
  button.addEventListener("click", () => {
    const isDone = copySelected(document.getElementById(button.dataset.copy));
    button.textContent = isDone ? button.dataset.done : button.dataset.failed;
  });
}
