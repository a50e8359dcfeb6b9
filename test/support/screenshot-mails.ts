/**
 * Writes every shipped mail as pictures, to be looked at: each template and language at phone and desktop width, in
 * light and dark. `node --import tsx test/support/screenshot-mails.ts FOLDER [SCENE…]`
 */
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { openMailBrowser, WIDTHS } from "./mail-browser.ts";
import { SCENES, type SceneName } from "./mail-scenes.ts";
import { requirement } from "./requirements.ts";
import { shippedMails } from "./shipped-mails.ts";

const [folder, ...wanted] = process.argv.slice(2);
const executablePath = requirement("chromium");
if (folder === undefined || executablePath === null) throw new Error("name a folder, and install chromium");
await mkdir(folder, { recursive: true });
const scenes: readonly SceneName[] = SCENES.filter((scene) => wanted.length === 0 || wanted.includes(scene));
const browser = await openMailBrowser(executablePath);
for (const { template, language, scene, html, text } of shippedMails(scenes)) {
  const name = join(folder, `${template}-${language}-${scene}`);
  await writeFile(`${name}.html`, html);
  await writeFile(`${name}.txt`, text);
  for (const [device, width] of Object.entries(WIDTHS)) {
    for (const scheme of ["light", "dark"] as const) {
      const page = await browser.open(html, { width, scheme, images: scene !== "long" });
      await page.screenshot({ path: `${name}-${device}-${scheme}.png`, fullPage: true });
      await page.close();
    }
  }
}
await browser.close();
