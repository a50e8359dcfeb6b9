import { chromium, type Page } from "playwright-core";

/** CSS pixels: a phone held upright, and the reading pane of a mail program. */
export const WIDTHS = { phone: 390, desktop: 800 } as const;

export interface MailView {
  readonly width: number;
  readonly scheme: "light" | "dark";
  /** Whether images are shown; many mail programs ask first. */
  readonly images: boolean;
}

export interface MailBrowser {
  /** A page with the mail in it; throws nothing for what the mail asks for: see `requests`. */
  open(html: string, view: MailView): Promise<Page>;
  /** Everything that mails have asked the network for, except images. */
  readonly requests: readonly string[];
  close(): Promise<void>;
}

const PHOTO = `<svg xmlns="http://www.w3.org/2000/svg" width="1040" height="520"><defs><linearGradient id="g" x1="0" y1="0" x2="1" y2="1"><stop offset="0" stop-color="#f2b27a"/><stop offset="1" stop-color="#5b2a86"/></linearGradient></defs><rect width="1040" height="520" fill="url(#g)"/></svg>`;
const LOGO = `<svg xmlns="http://www.w3.org/2000/svg" width="320" height="72"><circle cx="36" cy="36" r="30" fill="#b03d0a"/><text x="84" y="48" font-family="Arial" font-size="34" font-weight="700" fill="#27130a">Club Ormeau</text></svg>`;

/** Chromium without a network: images are drawn here, everything else that a mail asks for is refused and told. */
export async function openMailBrowser(executablePath: string): Promise<MailBrowser> {
  const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-dev-shm-usage"] });
  const requests: string[] = [];
  return {
    requests,
    open: async (html, { width, scheme, images }) => {
      const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme: scheme });
      await page.route("**/*", async (route) => {
        const request = route.request();
        if (request.resourceType() !== "image") requests.push(request.url());
        else if (images) {
          const body = request.url().includes("logo") ? LOGO : PHOTO;
          return route.fulfill({ contentType: "image/svg+xml", body });
        }
        return route.abort();
      });
      await page.setContent(html, { waitUntil: "load" });
      return page;
    },
    close: () => browser.close(),
  };
}
