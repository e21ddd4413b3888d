// Sends the chosen or dropped file and shows how far it has come; without this module the form does the same.
const form = document.getElementById("upload");
const sent = document.getElementById("sent");
const said = document.getElementById("said");
const send = form.querySelector("button");

function stop(message) {
  sent.hidden = true;
  send.disabled = false;
  said.textContent = message;
}

function upload(file) {
  if (file.size > Number(form.dataset.limit)) return stop(form.dataset.tooLarge);
  const body = new FormData();
  body.append("file", file);
  const request = new XMLHttpRequest();
  request.open("POST", form.action);
  request.responseType = "document";
  request.upload.addEventListener("progress", (event) => { sent.value = event.total ? event.loaded / event.total : 0; });
  request.addEventListener("error", () => stop(form.dataset.failed));
  request.addEventListener("load", () => {
    if (request.status === 200) location.assign(request.responseURL);
    else stop(request.response?.querySelector("h1")?.textContent ?? form.dataset.failed);
  });
  said.textContent = file.name;
  sent.value = 0;
  sent.hidden = false;
  send.disabled = true;
  request.send(body);
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const [file] = form.elements.file.files;
  if (file) upload(file);
});

document.addEventListener("dragover", (event) => {
  event.preventDefault();
  form.classList.add("over");
});
document.addEventListener("dragleave", (event) => { if (!event.relatedTarget) form.classList.remove("over"); });
document.addEventListener("drop", (event) => {
  event.preventDefault();
  form.classList.remove("over");
  const { files } = event.dataTransfer;
  if (send.disabled || !files.length) return;
  if (files.length > 1) stop(form.dataset.one);
  else upload(files[0]);
});
form.querySelector(".drop-hint").hidden = false;
