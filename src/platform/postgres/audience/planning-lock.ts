/**
 * Whoever plans a moment, or changes what is held, holds this advisory lock for its transaction. Any number will do, as
 * long as nothing else in the database takes the same.
 */
export const PLANNING_LOCK = 7_305_001;
