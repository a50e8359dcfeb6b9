import { setImmediate } from "node:timers/promises";
import { type Command, Option } from "commander";
import { foreseeWeeks } from "../../report/forecast/foresee-weeks.ts";
import { presentForecast } from "../../report/forecast/present-forecast.ts";
import type { CommandContext } from "../context.ts";
import { parseInstant } from "../options.ts";

interface ForecastOptions {
  readonly days: "30" | "90";
  readonly lang: "en" | "fr";
  readonly at?: Date;
  readonly json?: boolean;
}

export function addForecastCommand(program: Command, context: CommandContext): void {
  program
    .command("forecast")
    .description("what the weeks to come will bring: mails, members short of contents, stock, lives, renewals")
    .addOption(new Option("--days <days>", "how far ahead").choices(["30", "90"]).default("30"))
    .option("--at <instant>", "the community's time (default: now)", parseInstant)
    .addOption(new Option("--lang <language>", "in English or in French").choices(["en", "fr"]).default("en"))
    .option("--json", "as JSON")
    .action((options: ForecastOptions) =>
      context.withServices(async (services) => {
        const { terminal } = context;
        const loaded = await services.loadRules();
        const at = options.at ?? context.wallClock();
        let done = 0;
        const forecast = await foreseeWeeks(
          {
            ...services.forecast(loaded),
            pause: async () => {
              done++;
              terminal.progress(`${done} days lived through, in several futures of ${options.days}`);
              await setImmediate();
            },
          },
          { at, days: Number(options.days) },
        );
        terminal.progress(null);
        if (options.json === true) return terminal.print(JSON.stringify(forecast, null, 2));
        terminal.print(presentForecast(forecast, options.lang, terminal.colour));
      }),
    );
}
