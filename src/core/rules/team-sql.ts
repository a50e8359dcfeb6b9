/** A condition over `m`: who is not of `settings.team`. `team` is an expression for its addresses and `@domain`s. */
export function notTeamSql(team: string): string {
  const isTeam = `lower(m.email) = ANY(${team}) OR '@' || split_part(lower(m.email), '@', 2) = ANY(${team})`;
  return `NOT coalesce(${isTeam}, false)`;
}
