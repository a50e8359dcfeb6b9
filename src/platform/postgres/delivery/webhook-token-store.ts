import type { WebhookToken, WebhookTokenStore } from "../../../delivery/feedback/ports.ts";
import type { Database } from "../database.ts";

/** One row when it is new, or came before with the same body and was not stored then. */
const CLAIM = `
  WITH forgotten AS (DELETE FROM webhook_token WHERE signed_at < $4)
  INSERT INTO webhook_token AS known (signed_at, token, body_hash) VALUES ($1, $2, $3)
  ON CONFLICT (signed_at, token) DO UPDATE SET used = false
    WHERE NOT known.used AND known.body_hash = excluded.body_hash
  RETURNING token`;

export function createWebhookTokenStore(database: Database): WebhookTokenStore {
  return {
    claim: async ({ signedAt, token, bodyHash }: WebhookToken, forgetBefore) => {
      const values = [signedAt, token, bodyHash, forgetBefore];
      return (await database.query({ text: CLAIM, values })).length > 0;
    },
    use: async ({ signedAt, token }) => {
      const text = "UPDATE webhook_token SET used = true WHERE signed_at = $1 AND token = $2";
      await database.query({ text, values: [signedAt, token] });
    },
  };
}
