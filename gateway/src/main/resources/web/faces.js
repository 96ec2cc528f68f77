// Source faces: to the gateway and away again.
import { Problem, refusal } from "/web/words.js";

const PLAIN = ["image/jpeg", "image/png"];
const MAX_BYTES = 10 * 1024 * 1024;
const MAX_SIDE = 3000;

/** Calls the API; throws a Problem with the gateway's words. */
export async function call(token, method, path, body, type) {
  const headers = token ? { Authorization: `Bearer ${token}` } : {};
  if (type) headers["Content-Type"] = type;
  let response;
  try {
    response = await fetch(path, { method, headers, body });
  } catch {
    throw new Problem("NETWORK", "The gateway can't be reached. Is it running, is the network there?");
  }
  if (response.ok) return response.status === 204 ? null : response.json();
  const problem = await response.json().catch(() => ({}));
  const after = Number(response.headers.get("Retry-After")) || undefined;
  throw refusal(problem.code ?? "INTERNAL", problem.detail ?? `status ${response.status}`, after);
}

/** Uploads a picture; resolves with {id, width, height, warnings, expiresAt}. */
export async function upload(token, file) {
  const picture = await acceptable(file);
  return call(token, "POST", "/v1/faces", picture, PLAIN.includes(picture.type) ? picture.type : "image/jpeg");
}

export function forget(token, id) {
  return call(token, "DELETE", `/v1/faces/${encodeURIComponent(id)}`);
}

/** What the gateway does not take (WebP, HEIC, very large photos) the browser turns into a JPEG, if it can read it. */
async function acceptable(file) {
  if (PLAIN.includes(file.type) && file.size <= MAX_BYTES) return file;
  let bitmap;
  try {
    bitmap = await createImageBitmap(file);
  } catch {
    if (file.size > MAX_BYTES) throw refusal("TOO_LARGE");
    throw refusal("NOT_AN_IMAGE");
  }
  const scale = Math.min(1, MAX_SIDE / Math.max(bitmap.width, bitmap.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(bitmap.width * scale);
  canvas.height = Math.round(bitmap.height * scale);
  canvas.getContext("2d").drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
  return new Promise(resolve => canvas.toBlob(resolve, "image/jpeg", 0.95));
}
