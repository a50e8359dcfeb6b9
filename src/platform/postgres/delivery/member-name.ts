/** How a mail addresses a member `m`; null: by the address alone. */
export const MEMBER_NAME = "coalesce(m.name, nullif(concat_ws(' ', m.first_name, m.last_name), ''))";
