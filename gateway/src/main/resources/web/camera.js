// Cameras: which there are, and their pictures.
import { cameraProblem, Problem } from "/web/words.js";

/** Opens a camera; `device` is a deviceId, "user" or "environment" (a phone's front and back), or "". */
export async function openCamera(device, size) {
  if (!navigator.mediaDevices?.getUserMedia) {
    throw new Problem("CAMERA", "This browser gives no camera to this page.");
  }
  const [width, height] = size.split("x").map(Number);
  const video = { width: { ideal: width }, height: { ideal: height }, frameRate: { ideal: 30 } };
  if (device === "user" || device === "environment") video.facingMode = device;
  else if (device) video.deviceId = { exact: device };
  try {
    const stream = await navigator.mediaDevices.getUserMedia({ video, audio: false });
    const track = stream.getVideoTracks()[0];
    track.contentHint = "motion";
    return track;
  } catch (thrown) {
    throw cameraProblem(thrown);
  }
}

/** Fills a list with the cameras that there are; before the first permission their names are not known. */
export async function listCameras(select) {
  const devices = (await navigator.mediaDevices?.enumerateDevices?.() ?? []).filter(d => d.kind === "videoinput");
  const chosen = select.value;
  const options = [new Option("Whichever is there", "")];
  if (matchMedia("(pointer: coarse)").matches) {
    options.push(new Option("Front camera", "user"), new Option("Back camera", "environment"));
  }
  devices.filter(device => device.deviceId).forEach((device, index) =>
    options.push(new Option(device.label || `Camera ${index + 1}`, device.deviceId)));
  select.replaceChildren(...options);
  select.value = options.some(option => option.value === chosen) ? chosen : "";
}

/** A still of what a video element shows, as a JPEG. */
export async function still(video) {
  const canvas = document.createElement("canvas");
  canvas.width = video.videoWidth;
  canvas.height = video.videoHeight;
  canvas.getContext("2d").drawImage(video, 0, 0);
  return new Promise(resolve => canvas.toBlob(resolve, "image/jpeg", 0.95));
}
