// A part of a page, asked of the server that makes the whole page.
export const UNREACHABLE = "服务没有应答，请检查网络后再问一次。";

const failed = (status) => `服务出错（${status}），请稍后再试。`;

export async function fetchPart(url, options = {}) {
  const response = await fetch(url, { ...options, headers: { "X-Part": "1" } });
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  if (!response.ok) throw new Error(page.querySelector("main#main > h1")?.textContent ?? failed(response.status));
  return page.body;
}
