/**
 * An address's score is the sum of 2^(−age / half-life) over its soft bounces since something last arrived there: one point
 * when new, half a point two weeks later. At the limit nothing more is sent to it. Four on successive days reach it, or
 * seven a week apart; one a month never does, since a mailbox that is full now and then is still read.
 */
export const SOFT_BOUNCE_HALF_LIFE_DAYS = 14;
export const SOFT_BOUNCE_LIMIT = 3;
